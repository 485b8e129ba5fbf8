package process

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/orderflow/orderflow/models"
)

// maxNesting bounds how deep a definition's JSON may go; the deepest rule needs about 40.
const maxNesting = 100

// parseTree reads one JSON document into maps, slices, strings, bools and
// json.Number. Unlike encoding/json it refuses a key that stands twice, whose
// meaning would depend on the reader. Errors have CodeMalformed.
func parseTree(raw []byte) (any, error) {
	if !utf8.Valid(raw) {
		return nil, malformed("it is not UTF-8")
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	tree, err := parseValue(decoder, 0)
	if err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, malformed("something follows the document")
	}
	return tree, nil
}

func parseValue(decoder *json.Decoder, depth int) (any, error) {
	if depth > maxNesting {
		return nil, malformed(fmt.Sprintf("it is nested deeper than %d levels", maxNesting))
	}
	token, err := decoder.Token()
	if err != nil {
		return nil, models.NewError(models.CodeMalformed, "reason", reason(err)).Because(err)
	}
	switch token {
	case json.Delim('{'):
		return parseObject(decoder, depth)
	case json.Delim('['):
		return parseArray(decoder, depth)
	default:
		return token, nil
	}
}

func parseObject(decoder *json.Decoder, depth int) (any, error) {
	object := map[string]any{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, models.NewError(models.CodeMalformed, "reason", reason(err)).Because(err)
		}
		key, _ := token.(string)
		if _, twice := object[key]; twice {
			return nil, malformed(fmt.Sprintf("the key %q stands twice in one object", shown(key)))
		}
		if object[key], err = parseValue(decoder, depth+1); err != nil {
			return nil, err
		}
	}
	return object, closing(decoder)
}

func parseArray(decoder *json.Decoder, depth int) (any, error) {
	list := []any{}
	for decoder.More() {
		value, err := parseValue(decoder, depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	return list, closing(decoder)
}

func closing(decoder *json.Decoder) error {
	if _, err := decoder.Token(); err != nil {
		return models.NewError(models.CodeMalformed, "reason", reason(err)).Because(err)
	}
	return nil
}

func malformed(text string) error { return models.NewError(models.CodeMalformed, "reason", text) }

// reason is what a user needs of a JSON error.
func reason(err error) string {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "it ends too early"
	}
	return shown(err.Error())
}

// shown cuts a text that goes into a message.
func shown(text string) string {
	const most = 100
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}

// written is the compact JSON of a tree with keys in order.
func written(tree any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(tree); err != nil {
		panic("process: unencodable value: " + err.Error())
	}
	return bytes.TrimSpace(out.Bytes())
}

// keysOf lists the keys of an object in order.
func keysOf(object map[string]any) []string {
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// join makes the path of something below a path.
func join(path, below string) string {
	if path == "" || below == "" || strings.HasPrefix(below, "[") {
		return path + below
	}
	return path + "." + below
}
