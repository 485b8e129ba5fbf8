package api

import (
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
)

// files are the routes whose answer may be so long that it takes its time; each
// part of it must get through all the same (see patient).
var files = map[string]bool{
	base + "/orders/export.csv":              true,
	base + "/bulk-operations/:id/result.csv": true,
}

const (
	// fileWithin bounds a file: over a slow line, too, a million orders are through by then.
	fileWithin = 2 * time.Hour
	// partWithin is how long a client may take to receive a part of a file.
	partWithin = 30 * time.Second
)

// timeFor is how long a request may take.
func (a *api) timeFor(c *gin.Context) time.Duration {
	switch path := c.FullPath(); {
	case files[path]:
		return fileWithin
	case path == livePath:
		return liveWithin
	}
	return a.options.RequestTimeout
}

// Content of the answers that are written as they are read.
const (
	csvContent   = "text/csv"
	eventContent = "text/event-stream"
)

// stream is an answer that is written as it is read.
type stream struct {
	Body func(huma.Context)
}

// download is an answer that is saved as a file while it is made. Its route stands in files.
func download(name string, write func(io.Writer) error) *stream {
	return &stream{Body: func(hc huma.Context) {
		hc.SetHeader("Content-Type", csvContent+"; charset=utf-8")
		hc.SetHeader("Content-Disposition", `attachment; filename="`+name+`"`)
		hc.SetStatus(http.StatusOK)
		writer := humagin.Unwrap(hc).Writer
		if err := write(&patient{writer, http.NewResponseController(writer)}); err != nil {
			callOf(hc.Context()).fault = err
		}
	}}
}

// patient gives each part of a long answer the same time to get through.
type patient struct {
	io.Writer
	control *http.ResponseController
}

// Write implements io.Writer.
func (p *patient) Write(part []byte) (int, error) {
	_ = p.control.SetWriteDeadline(time.Now().Add(partWithin)) // not every writer has one
	return p.Writer.Write(part)
}
