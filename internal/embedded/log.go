//go:build !noembedded

package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"

	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/log/tag"
)

// logger passes the server's messages to slog.
type logger struct {
	log   *slog.Logger
	level slog.Leveler
	life  *life
}

// life is shared by a logger and all that derive from it.
type life struct {
	mu    sync.Mutex
	phase phase
	fatal error
}

type phase int

const (
	phaseStarting phase = iota
	phaseRunning
	phaseStopping
)

var _ log.WithLogger = (*logger)(nil)

func newLogger(l *slog.Logger, level slog.Leveler) *logger {
	return &logger{log: l.With("component", "temporal"), level: level, life: &life{}}
}

func (l *logger) started()  { l.enter(phaseRunning) }
func (l *logger) stopping() { l.enter(phaseStopping) }

func (l *logger) enter(p phase) {
	l.life.mu.Lock()
	defer l.life.mu.Unlock()
	l.life.phase = p
}

func (l *logger) at() phase {
	l.life.mu.Lock()
	defer l.life.mu.Unlock()
	return l.life.phase
}

// fatal is the first fatal message of a start, or nil.
func (l *logger) fatal() error {
	l.life.mu.Lock()
	defer l.life.mu.Unlock()
	return l.life.fatal
}

func (l *logger) Debug(msg string, tags ...tag.Tag) { l.write(slog.LevelDebug, msg, tags) }
func (l *logger) Info(msg string, tags ...tag.Tag)  { l.write(slog.LevelInfo, msg, tags) }
func (l *logger) Warn(msg string, tags ...tag.Tag)  { l.write(slog.LevelWarn, msg, tags) }
func (l *logger) Error(msg string, tags ...tag.Tag) { l.write(slog.LevelError, msg, tags) }

// DPanic is what the server calls on a state that should not be: it goes on, as in its own production logger.
func (l *logger) DPanic(msg string, tags ...tag.Tag) { l.write(slog.LevelError, msg, tags) }

func (l *logger) Panic(msg string, tags ...tag.Tag) {
	l.write(slog.LevelError, msg, tags)
	panic(asError(msg, tags))
}

// Fatal must not return. While the server starts, the goroutine ends and Start
// reports the message; afterwards the process is not fit to go on. A server
// that is being stopped may lose its listeners in any order.
func (l *logger) Fatal(msg string, tags ...tag.Tag) {
	switch l.at() {
	case phaseStarting:
		l.keep(asError(msg, tags))
	case phaseRunning:
		l.write(slog.LevelError, msg, tags)
		panic(asError(msg, tags))
	case phaseStopping:
	}
	runtime.Goexit()
}

func (l *logger) keep(err error) {
	l.life.mu.Lock()
	defer l.life.mu.Unlock()
	if l.life.fatal == nil {
		l.life.fatal = err
	}
}

// With implements log.WithLogger.
func (l *logger) With(tags ...tag.Tag) log.Logger {
	return &logger{log: l.log.With(attributes(tags)...), level: l.level, life: l.life}
}

// nexusNotice comes at every start: the HTTP port stays closed on purpose.
const nexusNotice = "HTTP API port has not been set"

// write drops what a stop causes: services that miss one another on the way out say so at length.
func (l *logger) write(level slog.Level, msg string, tags []tag.Tag) {
	if level < l.level.Level() || l.at() == phaseStopping || strings.HasPrefix(msg, nexusNotice) {
		return
	}
	l.log.Log(context.Background(), level, msg, attributes(tags)...) //nolint:sloglint // the message is the server's
}

func attributes(tags []tag.Tag) []any {
	attrs := make([]any, 0, len(tags))
	for _, t := range tags {
		attrs = append(attrs, slog.Any(t.Key(), t.Value()))
	}
	return attrs
}

func asError(msg string, tags []tag.Tag) error {
	for _, t := range tags {
		if t.Key() == "error" {
			return fmt.Errorf("%s: %v", msg, t.Value())
		}
	}
	return errors.New(msg)
}

// sdkSilence keeps the probing client quiet while the frontend is not there yet.
type sdkSilence struct{}

func (sdkSilence) Debug(string, ...any) {}
func (sdkSilence) Info(string, ...any)  {}
func (sdkSilence) Warn(string, ...any)  {}
func (sdkSilence) Error(string, ...any) {}
