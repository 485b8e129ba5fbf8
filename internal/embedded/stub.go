//go:build noembedded

package embedded

import (
	"context"
	"errors"
)

// Built says whether this binary contains the server.
const Built = false

// Start fails: the server was left out by the build tag.
func Start(_ context.Context, o Options) (*Server, error) {
	if _, err := o.withDefaults(); err != nil {
		return nil, err
	}
	return nil, errors.New("this binary was built without the embedded Temporal server (build tag noembedded)")
}
