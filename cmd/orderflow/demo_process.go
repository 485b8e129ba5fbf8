package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/models"
)

// processFile reads the file of --process; without one it is the unpaid-order template.
func processFile(path string) ([]byte, error) {
	if path == "" {
		return process.Templates()[0].Definition.Canonical(), nil
	}
	text, err := os.ReadFile(path) //nolint:gosec // the file is the caller's
	if err != nil {
		return nil, fmt.Errorf("--process: %w", err)
	}
	return text, checkProcess(path, text)
}

// checkProcess says what the checker says of a process, before anything is begun.
func checkProcess(path string, text []byte) error {
	var broken *json.SyntaxError
	if err := json.Unmarshal(text, new(any)); errors.As(err, &broken) {
		before := text[:max(broken.Offset-1, 0)]
		line, column := 1+bytes.Count(before, []byte("\n")), len(before)-bytes.LastIndexByte(before, '\n')
		return fmt.Errorf("--process: %s:%d:%d: %w", path, line, column, err)
	}
	def, err := process.Decode(text)
	if err == nil {
		faults, _ := process.Check(def, newcomer{})
		err = process.Refuse(faults)
	}
	var refused *models.Error
	if !errors.As(err, &refused) {
		return err
	}
	lines := []error{fmt.Errorf("--process: %s: %s", path, refused.Text("en"))}
	for _, f := range refused.Fields {
		lines = append(lines, fmt.Errorf("  %s: %s", strings.TrimSpace(f.Block+" "+f.Path), f.Text("en")))
	}
	return errors.Join(lines...)
}

// newcomer is what an installation has on its first day: the letters that it comes with.
type newcomer struct{}

func (newcomer) HasTemplate(code string) bool {
	return slices.ContainsFunc(builtinTemplates(), func(t models.LetterTemplate) bool { return t.Code == code })
}
func (newcomer) HasOffer(string) bool       { return false }
func (newcomer) HasBoard(int64) bool        { return false }
func (newcomer) HasStage(int64, int64) bool { return false }
func (newcomer) HasReason(int64) bool       { return false }
