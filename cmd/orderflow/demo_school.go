package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"github.com/orderflow/orderflow/api"
	"github.com/orderflow/orderflow/config"
	"github.com/orderflow/orderflow/internal/demoschool"
	"github.com/orderflow/orderflow/internal/services"
)

// asDemo makes the one process the demo school: a folder of its own below the real
// one's, letters that never leave the machine, an address of loopback alone.
func asDemo(c *config.Config) error {
	if !config.Loopback(c.HTTP.Listen) {
		return errors.New("http.listen: everybody knows the password of the demo school, so it must be an address of loopback")
	}
	c.Database.DataDir = filepath.Join(c.Database.DataDir, "demo")
	c.SMTP.Host = ""
	return nil
}

// fillDemo fills an empty database with the demo school. One in which somebody
// works and which is none is refused.
func (d *devServer) fillDemo(ctx context.Context) error {
	account, err := d.service.Installation(ctx)
	if err != nil {
		return err
	}
	if !account.Demo {
		return fmt.Errorf("%s holds a school that is no demo; nothing was changed", d.config.Database.DataDir)
	}
	if d.token == "" {
		return nil
	}
	now := d.service.Now()
	clock := services.NewDrivenClock(demoschool.Begin(now))
	past := services.New(d.store, clock, services.Options{PublicURL: d.config.HTTP.PublicURL, Logger: slog.New(slog.DiscardHandler), StaffLetters: staffLetters()})
	if err := demoschool.Fill(ctx, past, clock, demoschool.Params{Token: d.token, Language: account.Language, Now: now}); err != nil {
		return fmt.Errorf("%w; remove %s before you try again", err, d.config.Database.DataDir)
	}
	d.token = ""
	return nil
}

// demoProcess is the demo school as a process of its own beside this one.
type demoProcess struct {
	config   config.Config
	path     string // of the configuration file, "" without one
	language func() string
	log      *slog.Logger

	mu      sync.Mutex
	state   string
	address string
	stop    func()
	done    chan struct{}
}

var _ api.DemoSchool = (*demoProcess)(nil)

// State implements api.DemoSchool.
func (p *demoProcess) State() (state, address string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.state == "" {
		return api.DemoOff, ""
	}
	return p.state, p.address
}

// Start implements api.DemoSchool.
func (p *demoProcess) Start() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.state == api.DemoStarting || p.state == api.DemoRunning {
		return nil
	}
	address, err := freeAddress()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	cmd, err := p.command(ctx, address)
	if err != nil {
		stop()
		return err
	}
	p.state, p.address, p.stop, p.done = api.DemoStarting, "http://"+address, stop, make(chan struct{})
	go p.watch(cmd, p.done)
	go p.await(ctx, p.address)
	return nil
}

// command starts the process. It ends when its input is closed, as happens when
// this process dies, however that is.
func (p *demoProcess) command(ctx context.Context, address string) (*exec.Cmd, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the program: %w", err)
	}
	folder, err := filepath.Abs(p.config.Database.DataDir)
	if err != nil {
		return nil, fmt.Errorf("find the data: %w", err)
	}
	args := []string{"dev", "--demo", "--until-input-ends"}
	if p.path != "" {
		args = append(args, "--config", p.path)
	}
	cmd := exec.CommandContext(ctx, program, args...) //nolint:gosec // this very program
	cmd.Env = append(os.Environ(), "ORDERFLOW_DATABASE_DATA_DIR="+folder, "ORDERFLOW_HTTP_LISTEN="+address, "ORDERFLOW_HTTP_OPS_LISTEN=127.0.0.1:0",
		"ORDERFLOW_HTTP_PUBLIC_URL=http://"+address, "ORDERFLOW_ACCOUNT_LANGUAGE="+p.language())
	cmd.Stderr = os.Stderr
	cmd.Cancel, cmd.WaitDelay = func() error { return cmd.Process.Signal(os.Interrupt) }, 10*time.Second
	if _, err := cmd.StdinPipe(); err != nil {
		return nil, fmt.Errorf("start the demo school: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the demo school: %w", err)
	}
	return cmd, nil
}

func (p *demoProcess) watch(cmd *exec.Cmd, done chan struct{}) {
	err := cmd.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	defer close(done)
	if p.state != api.DemoOff {
		p.state, p.address = api.DemoFailed, ""
		p.log.Error("the demo school has ended", "error", err)
	}
}

// await notes that the school answers.
func (p *demoProcess) await(ctx context.Context, address string) {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for !answers(ctx, address) {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.state == api.DemoStarting {
		p.state = api.DemoRunning
	}
}

func answers(ctx context.Context, address string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/readyz", http.NoBody)
	if err != nil {
		return false
	}
	answer, err := (&http.Client{Timeout: 2 * time.Second}).Do(request)
	if err != nil {
		return false
	}
	return answer.Body.Close() == nil && answer.StatusCode == http.StatusOK
}

// Stop implements api.DemoSchool.
func (p *demoProcess) Stop() error {
	p.mu.Lock()
	stop, done := p.stop, p.done
	p.state, p.address, p.stop = api.DemoOff, "", nil
	p.mu.Unlock()
	if stop != nil {
		stop()
		<-done
	}
	return nil
}

// endWithInput cancels when the input is closed: whoever started this process is gone.
func endWithInput(in io.Reader, cancel func()) {
	_, _ = io.Copy(io.Discard, in)
	cancel()
}
