package models

import (
	"errors"
	"fmt"
	"strconv"
)

// Code names a kind of failure. The API answers with it, documents list it,
// and texts.go holds its sentence in every language (API-1).
type Code string

// Error is the one error type of the rules: a code, its parameters, and, where
// the fault lies in an input, the fields that carry it.
type Error struct {
	Code   Code
	Params map[string]any
	Fields []FieldError
	cause  error
}

// FieldError is one fault of one input field. Path is a JSON path such as
// "items[0].price"; for process definitions Block is the block's id.
type FieldError struct {
	Path   string         `json:"path"`
	Block  string         `json:"block,omitempty"`
	Code   Code           `json:"code"`
	Params map[string]any `json:"params,omitempty"`
}

// NewError makes an error; params are pairs of name and value.
func NewError(code Code, params ...any) *Error {
	return &Error{Code: code, Params: pairs(params)}
}

// NewFieldError makes an error of one field.
func NewFieldError(path string, code Code, params ...any) *Error {
	return Invalid(Field(path, code, params...))
}

// Field makes one field fault; params are pairs of name and value.
func Field(path string, code Code, params ...any) FieldError {
	return FieldError{Path: path, Code: code, Params: pairs(params)}
}

// Invalid gathers field faults under CodeInvalid; with a single fault the
// error takes that fault's own code.
func Invalid(fields ...FieldError) *Error {
	if len(fields) == 1 {
		return &Error{Code: fields[0].Code, Params: fields[0].Params, Fields: fields}
	}
	return &Error{Code: CodeInvalid, Params: map[string]any{"count": len(fields)}, Fields: fields}
}

// Because attaches the cause, which is for logs only and never shown to a user.
func (e *Error) Because(cause error) *Error {
	e.cause = cause
	return e
}

// Error is the English sentence of the code.
func (e *Error) Error() string {
	text := e.Text("en")
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.cause }

// CodeOf finds the code in a chain of errors; CodeInternal when there is none.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// IsCode reports whether the chain of errors carries the code.
func IsCode(err error, code Code) bool { return err != nil && CodeOf(err) == code }

func pairs(params []any) map[string]any {
	if len(params) == 0 {
		return nil
	}
	if len(params)%2 != 0 {
		panic(fmt.Sprintf("models: odd number of error parameters: %v", params))
	}
	m := make(map[string]any, len(params)/2)
	for i := 0; i < len(params); i += 2 {
		m[params[i].(string)] = params[i+1]
	}
	return m
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// Under moves the faults of an error to where their field stands in something larger.
func Under(prefix string, err error) error {
	var e *Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	moved := *e
	moved.Fields = make([]FieldError, len(e.Fields))
	for i, f := range e.Fields {
		if f.Path = prefix + "." + f.Path; f.Path == prefix+"." {
			f.Path = prefix
		}
		moved.Fields[i] = f
	}
	return &moved
}
