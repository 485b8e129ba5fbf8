package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/orderflow/orderflow/models"
)

// maxDepth bounds the nesting of a body; segments and processes have lower limits of their own.
const maxDepth = 200

// errDeep marks a document that is nested too deeply.
var errDeep = fmt.Errorf("nested deeper than %d levels", maxDepth)

// errNul marks a text with U+0000, which PostgreSQL cannot keep.
var errNul = errors.New("a text holds the character U+0000")

// parseJSON reads one strict JSON document into maps, slices, json.Number,
// strings, booleans and nil. It answers CodeMalformed on broken JSON, trailing
// bytes, invalid UTF-8, a key twice in one object and nesting beyond maxDepth.
func parseJSON(text []byte) (any, error) {
	if !utf8.Valid(text) {
		return nil, malformed("the text is not UTF-8")
	}
	p := parser{json.NewDecoder(bytes.NewReader(text)), text}
	p.UseNumber()
	tree, err := p.value(0)
	if err != nil {
		return nil, malformed(reasonOf(err)).Because(err)
	}
	if _, err := p.Token(); !errors.Is(err, io.EOF) {
		return nil, malformed("there is more after the end")
	}
	return tree, nil
}

func malformed(reason string) *models.Error {
	return models.NewError(models.CodeMalformed, "reason", reason)
}

func reasonOf(err error) string {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "it ends too early"
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

type parser struct {
	*json.Decoder
	text []byte
}

// errSurrogate marks a text with half a character, which would silently become another one.
var errSurrogate = errors.New("a text holds half of a surrogate pair")

// token is the next one; the decoder puts U+FFFD for each half of a surrogate pair.
func (p parser) token() (json.Token, error) {
	before := p.InputOffset()
	token, err := p.Token()
	text, ok := token.(string)
	if err != nil || !ok || !strings.ContainsRune(text, utf8.RuneError) {
		return token, err
	}
	written := bytes.ToLower(p.text[before:p.InputOffset()])
	if strings.Count(text, "\uFFFD") > bytes.Count(written, []byte("\uFFFD"))+bytes.Count(written, []byte(`\ufffd`)) {
		return nil, errSurrogate
	}
	return token, nil
}

func (p parser) value(depth int) (any, error) {
	token, err := p.token()
	if err != nil {
		return nil, err
	}
	switch v := token.(type) {
	case json.Delim:
		if depth == maxDepth {
			return nil, errDeep
		}
		if v == '{' {
			return p.object(depth + 1)
		}
		return p.array(depth + 1)
	case string:
		return v, withoutNul(v)
	default:
		return v, nil
	}
}

func (p parser) object(depth int) (any, error) {
	object := map[string]any{}
	for p.More() {
		token, err := p.token()
		if err != nil {
			return nil, err
		}
		key, ok := token.(string)
		if !ok {
			return nil, errors.New("a key is not a text")
		}
		if err := withoutNul(key); err != nil {
			return nil, err
		}
		if _, twice := object[key]; twice {
			return nil, fmt.Errorf("the key %q stands twice in one object", key)
		}
		if object[key], err = p.value(depth); err != nil {
			return nil, err
		}
	}
	_, err := p.Token()
	return object, err
}

func (p parser) array(depth int) (any, error) {
	list := []any{}
	for p.More() {
		item, err := p.value(depth)
		if err != nil {
			return nil, err
		}
		list = append(list, item)
	}
	_, err := p.Token()
	return list, err
}

func withoutNul(text string) error {
	if strings.IndexByte(text, 0) >= 0 {
		return errNul
	}
	return nil
}
