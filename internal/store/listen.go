package store

import (
	"context"
	"time"

	"gorm.io/gorm/logger"
)

type listenerKey struct{}

// Listen lets hear know each statement under the context once it was run, with
// its values: for those who count statements or want their plans. Nothing is
// logged; values may be personal data.
func Listen(ctx context.Context, hear func(sql string, values []any)) context.Context {
	return context.WithValue(ctx, listenerKey{}, hear)
}

// listening is the logger of every GORM session: it writes nothing and tells listeners.
type listening struct{}

// LogMode implements logger.Interface.
func (l listening) LogMode(logger.LogLevel) logger.Interface { return l }

// Info implements logger.Interface.
func (listening) Info(context.Context, string, ...any) {}

// Warn implements logger.Interface.
func (listening) Warn(context.Context, string, ...any) {}

// Error implements logger.Interface.
func (listening) Error(context.Context, string, ...any) {}

// Trace implements logger.Interface: asking for the text makes GORM show the
// statement to ParamsFilter first.
func (listening) Trace(ctx context.Context, _ time.Time, text func() (sql string, rows int64), _ error) {
	if ctx.Value(listenerKey{}) != nil {
		text()
	}
}

// ParamsFilter implements gorm.ParamsFilter.
func (listening) ParamsFilter(ctx context.Context, sql string, values ...any) (string, []any) {
	if hear, ok := ctx.Value(listenerKey{}).(func(string, []any)); ok {
		hear(sql, values)
	}
	return "", nil
}
