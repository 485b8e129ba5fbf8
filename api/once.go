package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// finishWithin bounds the storing of an answer, which goes on when the client has hung up.
const finishWithin = 5 * time.Second

// keyed is what operations say about Idempotency-Key in their metadata.
type keyed struct {
	secret bool // the answer holds a secret: it is never stored
}

type lostKey struct{}

// lostAnswer is what the request's first run made, when its answer was lost.
func lostAnswer(ctx context.Context) (services.Made, bool) {
	made, lost := ctx.Value(lostKey{}).(services.Made)
	return made, lost
}

// once runs a POST with an Idempotency-Key at most once; a repetition gets the
// stored answer, marked by Idempotency-Replayed (API-1).
func (a *api) once(ctx huma.Context, next func(huma.Context)) {
	gc := humagin.Unwrap(ctx)
	key := gc.GetHeader("Idempotency-Key")
	mode, repeatable := ctx.Operation().Metadata["keyed"].(keyed)
	if key == "" || !repeatable {
		next(ctx)
		return
	}
	request := callOf(gc.Request.Context())
	sum := sha256.Sum256(request.body)
	began, err := a.service.BeginRequest(gc.Request.Context(), request.actor.ID, key, gc.Request.Method+" "+gc.Request.URL.Path, hex.EncodeToString(sum[:]))
	switch {
	case err != nil:
		refuse(gc.Writer, gc.Request, err)
	case began.State == models.KeyDone:
		replay(gc.Writer, began.Status, began.Response)
	case began.State == models.KeyCommitted:
		lost := context.WithValue(gc.Request.Context(), lostKey{}, began.Made)
		a.runOnce(lost, gc, keyHolder{request.actor.ID, key, began.Run}, mode, func() { next(ctx) })
	default:
		running := services.WithRequestKey(gc.Request.Context(), request.actor.ID, key, began.Run)
		a.runOnce(running, gc, keyHolder{request.actor.ID, key, began.Run}, mode, func() { next(ctx) })
	}
}

// keyHolder is one run of a request with a key.
type keyHolder struct {
	staffID  int64
	key, run string
}

// runOnce keeps the answer back until it is stored, so that what a client has
// seen is what a repetition gets. A request that failed frees its key. Where the
// first answer was lost, the operation gives it again instead of running.
func (a *api) runOnce(ctx context.Context, gc *gin.Context, holder keyHolder, mode keyed, run func()) {
	kept := &keptAnswer{ResponseWriter: gc.Writer}
	gc.Writer = kept
	gc.Request = gc.Request.WithContext(ctx)
	done := false
	defer func() {
		gc.Writer = kept.ResponseWriter
		if !done {
			a.settle(ctx, holder, mode, http.StatusInternalServerError, "")
		}
	}()
	run()
	done = true
	a.settle(ctx, holder, mode, kept.Status(), stored(kept.Header(), kept.body.String()))
	gc.Writer = kept.ResponseWriter
	if _, lost := lostAnswer(ctx); lost && kept.Status() < http.StatusBadRequest {
		kept.Header().Set(replayedHeader, "true")
	}
	_, _ = gc.Writer.Write(kept.body.Bytes())
}

func (a *api) settle(ctx context.Context, h keyHolder, mode keyed, status int, answer string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishWithin)
	defer cancel()
	var err error
	switch {
	case status >= http.StatusBadRequest:
		err = a.service.AbandonRequest(ctx, h.staffID, h.key, h.run)
	case !mode.secret:
		err = a.service.FinishRequest(ctx, h.staffID, h.key, h.run, status, answer)
	}
	if err != nil {
		callOf(ctx).fault = err
	}
}

const replayedHeader = "Idempotency-Replayed"

// ownHeaders belong to an answer itself and not to the request that brought it.
var ownHeaders = []string{"ETag", "Location"}

// stored is an answer as it is kept: its own headers, if it has any, an empty
// line, and the body, which is one line of JSON.
func stored(header http.Header, body string) string {
	var head strings.Builder
	for _, name := range ownHeaders {
		if value := header.Get(name); value != "" {
			head.WriteString(name + ": " + value + "\n")
		}
	}
	if head.Len() == 0 {
		return body
	}
	return head.String() + "\n" + body
}

// restored takes a stored answer apart.
func restored(header http.Header, answer string) (body string) {
	head, body, found := strings.Cut(answer, "\n\n")
	if !found || strings.HasPrefix(answer, "{") {
		return answer
	}
	for line := range strings.SplitSeq(head, "\n") {
		name, value, _ := strings.Cut(line, ": ")
		header.Set(name, value)
	}
	return body
}

// replay gives a stored answer.
func replay(w http.ResponseWriter, status int, answer string) {
	w.Header().Set(replayedHeader, "true")
	body := restored(w.Header(), answer)
	if body != "" {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}

// keptAnswer holds an answer's body back.
type keptAnswer struct {
	gin.ResponseWriter
	body bytes.Buffer
}

func (k *keptAnswer) Write(b []byte) (int, error) { return k.body.Write(b) }

func (k *keptAnswer) WriteString(s string) (int, error) { return k.body.WriteString(s) }
