package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// livePath is the route of the live connection.
const livePath = base + "/live"

const (
	// liveWithin is how long one connection is held; whoever listens on comes again.
	liveWithin = time.Hour
	// liveBeat is how often a quiet connection shows that it lives.
	liveBeat = 15 * time.Second
	// liveCheck is how often it is asked whether the person may still listen.
	liveCheck = 2 * time.Second
	// livePerPerson bounds the connections of one person to one process.
	livePerPerson = 20
)

// liveQuery is the input of the live connection.
type liveQuery struct {
	Topics []string `query:"topic,explode" required:"true" minItems:"1" maxItems:"20" doc:"What to hear of; may stand several times: orders, order/{id}, customer/{id}, processes, process/{id}, enrollment/{id}, bulk-operations, bulk/{id}, decisions, letters"`
	Seen   string   `query:"seen" maxLength:"2000" doc:"The id of the last message that came: what has changed since is told at once"`
	Last   string   `header:"Last-Event-ID" maxLength:"2000" doc:"As seen; browsers send it by themselves"`
}

func (a *api) registerLive() {
	endpoint(a, operation{
		method: http.MethodGet, path: "/live", id: "listen", tag: "Live", summary: "Hear that something has changed", content: eventContent,
		detail: "Server-sent events. Each message names a topic in which something has changed: ask again for what you show. Several changes may come as one message. " +
			"The event `marks` carries nothing but its id. A topic needs the right of its list. The connection ends with the session or token, when the rights of the person change, and after an hour.",
	}, a.listen)
}

func (a *api) listen(ctx context.Context, in *liveQuery) (*stream, error) {
	actor := actorOf(ctx)
	wanted, err := topicsOf(in.Topics)
	if err != nil {
		return nil, err
	}
	if err := a.service.DemandTopics(ctx, actor, wanted); err != nil {
		return nil, err
	}
	l, err := a.live.join(actor.ID, wanted, marksIn(in.Seen+";"+in.Last))
	if err != nil {
		return nil, err
	}
	return &stream{Body: func(hc huma.Context) {
		defer a.live.leave(l)
		a.tell(hc, actor, wanted, l)
	}}, nil
}

func topicsOf(texts []string) ([]services.Topic, error) {
	wanted := make([]services.Topic, len(texts))
	for i, text := range texts {
		var ok bool
		if wanted[i], ok = services.ParseTopic(text); !ok {
			return nil, models.NewFieldError("query.topic", models.CodeInvalidTopic, "value", shortened(text))
		}
	}
	return wanted, nil
}

// tell writes messages until somebody ends the connection.
func (a *api) tell(hc huma.Context, actor models.Actor, wanted []services.Topic, l *listener) {
	out := newEvents(hc)
	beat, check := time.NewTicker(liveBeat), time.NewTicker(liveCheck)
	defer beat.Stop()
	defer check.Stop()
	for err := out.begin(); err == nil; {
		select {
		case <-hc.Context().Done():
			return
		case <-a.deps.Stopping:
			return
		case <-beat.C:
			err = out.write(": beat\n\n")
		case <-check.C:
			err = a.mayListen(hc.Context(), actor, wanted)
		case <-l.news:
			err = out.news(l)
		}
	}
}

// mayListen asks once more what was asked at the beginning. A database that is
// away for a moment ends nothing.
func (a *api) mayListen(ctx context.Context, actor models.Actor, wanted []services.Topic) error {
	err := a.service.DemandInForce(ctx, actor)
	if err == nil {
		err = a.service.DemandTopics(ctx, actor, wanted)
	}
	if code := models.CodeOf(err); code == models.CodeUnavailable || code == models.CodeInternal {
		return nil
	}
	return err
}

// events writes server-sent events.
type events struct {
	*patient
	hc huma.Context
}

func newEvents(hc huma.Context) *events {
	writer := humagin.Unwrap(hc).Writer
	return &events{&patient{writer, http.NewResponseController(writer)}, hc}
}

func (e *events) begin() error {
	_ = e.control.SetReadDeadline(time.Time{}) // the server's one is for requests
	e.hc.SetHeader("Content-Type", eventContent)
	e.hc.SetHeader("X-Accel-Buffering", "no")
	e.hc.SetStatus(http.StatusOK)
	return e.write("retry: 3000\n\n")
}

func (e *events) write(text string) error {
	if _, err := e.Write([]byte(text)); err != nil {
		return err
	}
	return e.control.Flush()
}

// news writes a message for each topic that has changed; its id holds all marks.
func (e *events) news(l *listener) error {
	changed, marks := l.take()
	id := "id: " + marks.String() + "\n"
	if len(changed) == 0 {
		return e.write("event: marks\n" + id + "data: {}\n\n")
	}
	var text strings.Builder
	for _, topic := range changed {
		text.WriteString(id + `data: {"topic":` + strconv.Quote(topic.String()) + "}\n\n")
	}
	return e.write(text.String())
}
