package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"syscall"
	"time"
)

var startRow = kind{
	id: "start", unit: "s", rule: "at most", goal: fixed(3), less: true, run: runStart,
	what: "the embedded set-up, from starting a warm binary on an empty folder to the first accepted order",
}

// runStart starts the binary once to warm the caches of the machine, and once for the figure.
func runStart(ctx context.Context, b *bench) (Sample, error) {
	var sample Sample
	if _, err := b.firstOrder(ctx); err != nil {
		return sample, err
	}
	took, err := b.firstOrder(ctx)
	sample.Figure = took.Seconds()
	return sample, err
}

// startPatience is how long a start may take at all.
const startPatience = 2 * time.Minute

func (b *bench) firstOrder(ctx context.Context) (took time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	folder, err := os.MkdirTemp("", "orderflow-bench-")
	if err != nil {
		return 0, fmt.Errorf("make folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	started := time.Now()
	cmd, out, err := b.launch(ctx, folder)
	if err != nil {
		return 0, err
	}
	defer func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_, _ = io.Copy(io.Discard, out)
		_ = cmd.Wait()
	}()
	url, token, err := greeting(out)
	if err != nil {
		return 0, err
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	err = orderAt(ctx, url, token)
	return time.Since(started), err
}

func (b *bench) launch(ctx context.Context, folder string) (*exec.Cmd, io.Reader, error) {
	cmd := exec.CommandContext(ctx, b.options.Binary, "dev") //nolint:gosec // our own binary
	cmd.Env = append(append(os.Environ(), b.options.Environment...),
		"ORDERFLOW_DATABASE_DATA_DIR="+folder, "ORDERFLOW_HTTP_LISTEN=127.0.0.1:0", "ORDERFLOW_HTTP_OPS_LISTEN=127.0.0.1:0",
		"ORDERFLOW_LOG_LEVEL=error")
	cmd.Dir = folder
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, fmt.Errorf("start binary: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, fmt.Errorf("start binary: %w", err)
	}
	return cmd, out, nil
}

var (
	addressLine = regexp.MustCompile(`runs at\s+(http://\S+)`)
	tokenText   = regexp.MustCompile(`of_[0-9a-f]{64}`)
)

// greeting reads the address and the first owner's token that the program prints.
func greeting(out io.Reader) (url, token string, err error) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if found := addressLine.FindStringSubmatch(lines.Text()); found != nil {
			url = found[1]
		}
		if found := tokenText.FindString(lines.Text()); found != "" && url != "" {
			return url, found, nil
		}
	}
	return "", "", errors.New("the binary ended without a greeting")
}

// orderAt does what a newcomer does: owner, product, offer, customer, order.
func orderAt(ctx context.Context, url, bootstrap string) error {
	c := &caller{http: &http.Client{Timeout: 30 * time.Second}, url: url}
	var owner struct {
		Token string `json:"token"`
	}
	err := c.make(ctx, "/api/v1/setup/first-owner", map[string]any{"bootstrap_token": bootstrap, "name": "Olga", "email": "olga@school.example"}, &owner)
	if err != nil {
		return err
	}
	c.token = owner.Token
	var product, offer, customer placed
	if err := c.make(ctx, "/api/v1/products", map[string]any{"title": "Course"}, &product); err != nil {
		return err
	}
	err = c.make(ctx, "/api/v1/offers", map[string]any{
		"code": "course", "title": "Course", "currency": "RUB", "price": 990_000, "product_ids": []int64{product.ID},
	}, &offer)
	if err != nil {
		return err
	}
	if err := c.make(ctx, "/api/v1/customers", map[string]any{"email": "first@school.example", "name": "First"}, &customer); err != nil {
		return err
	}
	_, err = c.place(ctx, customer.ID, offer.ID)
	return err
}

// make posts an object.
func (c *caller) make(ctx context.Context, path string, object, into any) error {
	body, err := json.Marshal(object)
	if err != nil {
		return fmt.Errorf("write object: %w", err)
	}
	header := http.Header{}
	if c.token != "" {
		header.Set("Authorization", "Bearer "+c.token)
	}
	return c.post(ctx, path, header, body, into)
}
