package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// finishWithin bounds the storing of an answer, which goes on when the client has hung up.
const finishWithin = 5 * time.Second

// renderer shows an object as the API shows it, for a repetition whose first
// answer was lost.
type renderer func(ctx context.Context, id int64) (any, error)

// rendered makes a renderer of a use case that reads one object.
func rendered[R, T any](read func(context.Context, models.Actor, int64) (*R, error), show func(*R) T) renderer {
	return func(ctx context.Context, id int64) (any, error) {
		row, err := read(ctx, actorOf(ctx), id)
		if err != nil {
			return nil, err
		}
		return show(row), nil
	}
}

// keyed is what operations say about Idempotency-Key in their metadata.
type keyed struct {
	status int    // of the answer
	secret bool   // the answer holds a secret: it is never stored
	about  string // the kind of the object that the path's id names and the answer shows; "" for what was made
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
		replay(gc.Writer, began.Status, []byte(began.Response))
	case began.State == models.KeyCommitted:
		a.replayMade(gc, mode, began.Made)
	default:
		a.runOnce(gc, keyHolder{request.actor.ID, key, began.Run}, mode, func() { next(ctx) })
	}
}

// keyHolder is one run of a request with a key.
type keyHolder struct {
	staffID  int64
	key, run string
}

// runOnce keeps the answer back until it is stored, so that what a client has
// seen is what a repetition gets. A request that failed frees its key.
func (a *api) runOnce(gc *gin.Context, holder keyHolder, mode keyed, run func()) {
	kept := &keptAnswer{ResponseWriter: gc.Writer}
	gc.Writer = kept
	gc.Request = gc.Request.WithContext(services.WithRequestKey(gc.Request.Context(), holder.staffID, holder.key, holder.run))
	done := false
	defer func() {
		gc.Writer = kept.ResponseWriter
		if !done {
			a.settle(gc.Request.Context(), holder, mode, http.StatusInternalServerError, "")
		}
	}()
	run()
	done = true
	a.settle(gc.Request.Context(), holder, mode, kept.Status(), kept.body.String())
	gc.Writer = kept.ResponseWriter
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

// replayMade answers for a request whose use case is in the database and whose answer is not.
func (a *api) replayMade(gc *gin.Context, mode keyed, made services.Made) {
	if id, err := strconv.ParseInt(gc.Param("id"), 10, 64); err == nil && mode.about != "" {
		made = services.Made{Kind: mode.about, ID: id}
	}
	body := any(made)
	if render, known := a.again[made.Kind]; known {
		var err error
		if body, err = render(gc.Request.Context(), made.ID); err != nil {
			refuse(gc.Writer, gc.Request, err)
			return
		}
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // as the first answer is written
	if err := encoder.Encode(body); err != nil {
		refuse(gc.Writer, gc.Request, err)
		return
	}
	replay(gc.Writer, mode.status, text.Bytes())
}

func replay(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Idempotency-Replayed", "true")
	if len(body) > 0 {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// keptAnswer holds an answer's body back.
type keptAnswer struct {
	gin.ResponseWriter
	body bytes.Buffer
}

func (k *keptAnswer) Write(b []byte) (int, error) { return k.body.Write(b) }

func (k *keptAnswer) WriteString(s string) (int, error) { return k.body.WriteString(s) }
