package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// door is the installation's public address, as a client with a token sees it.
type door struct {
	client *http.Client
	base   string // such as http://127.0.0.1:8080
	token  string
}

// call sends a body as JSON, none when it is nil, and reads the answer into out, unless that is nil.
// Anything but success is an error with the answer's own words.
func (d *door) call(ctx context.Context, method, path string, header http.Header, body, out any) error {
	if body == nil {
		return d.send(ctx, method, path, header, nil, out)
	}
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode %s: %w", path, err)
	}
	return d.send(ctx, method, path, header, text, out)
}

func (d *door) send(ctx context.Context, method, path string, header http.Header, body []byte, out any) error {
	request, err := http.NewRequestWithContext(ctx, method, d.base+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if header != nil {
		request.Header = header
	}
	if len(body) > 0 {
		request.Header.Set("Content-Type", "application/json")
	}
	if d.token != "" {
		request.Header.Set("Authorization", "Bearer "+d.token)
	}
	response, err := d.client.Do(request)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("%s %s answered %d: %s", method, path, response.StatusCode, answer)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("read the answer of %s: %w", path, err)
	}
	return nil
}
