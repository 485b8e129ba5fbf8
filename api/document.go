package api

import (
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
