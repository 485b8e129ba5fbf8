package api

import (
	"fmt"
	"log/slog"
	"sync"

	"github.com/gin-gonic/gin"
)

// later serves a document that is made at its first request, when all routes are registered.
func later(write func() (kind string, text []byte, err error)) gin.HandlerFunc {
	build := sync.OnceValue(func() document {
		kind, text, err := write()
		return document{kind, text, err}
	})
	return func(c *gin.Context) {
		d := build()
		if d.err != nil {
			refuse(c.Writer, c.Request, d.err)
			return
		}
		c.Header("Cache-Control", "public, max-age=300")
		c.Data(200, d.kind, d.text)
	}
}

type document struct {
	kind string
	text []byte
	err  error
}

// OpenAPI is the description of the API, as /openapi.json answers it.
func OpenAPI(options Options) ([]byte, error) {
	a := &api{options: options, logger: slog.New(slog.DiscardHandler)}
	a.engine()
	text, err := a.huma.OpenAPI().MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("write the API's description: %w", err)
	}
	return text, nil
}
