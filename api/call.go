package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/orderflow/orderflow/models"
)

// call is what is known of one request while it is served. One goroutine uses it.
type call struct {
	id       string
	language string
	actor    models.Actor
	session  string      // secret of the session's cookie, "" without one
	secure   bool        // there may be a session
	agent    string      // the User-Agent header
	address  string      // of the client, to count attempts by
	refused  models.Code // of a right that was missing
	body     []byte      // as it came, once it was read and found well-formed
	fault    error       // what is to be logged as a fault of ours
}

type callKey struct{}

// callOf is the request's call; outside a request an empty one.
func callOf(ctx context.Context) *call {
	if c, ok := ctx.Value(callKey{}).(*call); ok {
		return c
	}
	return &call{language: "en"}
}

// actorOf is the person whose session or token the request carries. An answer that was lost
// is read by the service itself: it was the person's already, whatever the credential may read.
func actorOf(ctx context.Context) models.Actor {
	if _, lost := lostAnswer(ctx); lost {
		return answering(ctx)
	}
	return callOf(ctx).actor
}

// answering reads what a change is answered with: the right to change is enough
// for it, and it sees no further than whoever changed (ROLE-2).
func answering(ctx context.Context) models.Actor {
	reader, person := models.System(), callOf(ctx).actor
	reader.ID, reader.OwnOnly = person.ID, person.OwnOnly
	return reader
}

// newRequestID is random; a client's own is not taken, so that logs cannot be forged.
func newRequestID() string {
	var b [8]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// languageOf picks "ru" or "en" from Accept-Language: the higher quality wins,
// of two equals the first; without either English.
func languageOf(header string) string {
	chosen, best := "en", 0.0
	for header != "" {
		var part string
		part, header, _ = strings.Cut(header, ",")
		tag, params, _ := strings.Cut(part, ";")
		tag, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		if quality := qualityOf(params); (tag == "ru" || tag == "en") && quality > best {
			chosen, best = tag, quality
		}
	}
	return chosen
}

func qualityOf(params string) float64 {
	text, ok := strings.CutPrefix(strings.TrimSpace(params), "q=")
	if !ok {
		return 1
	}
	quality, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0
	}
	return quality
}
