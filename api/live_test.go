package api_test

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/api"
)

// ear listens at a server of the installation as a browser does.
type ear struct {
	t      *testing.T
	answer *http.Response
	lines  chan string // closed when the connection ends
	hang   context.CancelFunc
}

// message is what came: topic is "" for marks alone.
type message struct{ id, topic string }

// over serves the handler on a real connection.
func over(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func (k *kit) listen(t *testing.T, at, as string, query ...string) *ear {
	t.Helper()
	ctx, hang := context.WithCancel(context.Background())
	t.Cleanup(hang)
	values := url.Values{}
	for _, part := range query {
		name, value, _ := strings.Cut(part, "=")
		values.Add(name, k.fill(value))
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at+"/api/v1/live?"+values.Encode(), http.NoBody)
	require.NoError(t, err)
	if token, known := k.tokens[as]; known {
		r.Header.Set("Authorization", "Bearer "+token)
	} else {
		r.Header.Set("Cookie", k.cookies[as])
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	t.Cleanup(func() { _ = answer.Body.Close() })
	e := &ear{t, answer, make(chan string), hang}
	go func() {
		defer close(e.lines)
		for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
			select {
			case e.lines <- lines.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	return e
}

// next is the next message.
func (e *ear) next() (m message) {
	e.t.Helper()
	for {
		select {
		case line, open := <-e.lines:
			require.True(e.t, open, "the connection has ended")
			switch name, value, _ := strings.Cut(line, ": "); name {
			case "id":
				m.id = value
			case "data":
				m.topic = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(value, `{"topic":"`), "{}"), `"}`)
				return m
			}
		case <-time.After(time.Minute):
			require.Fail(e.t, "nothing was heard")
		}
	}
}

// hears waits for a message about the topic; marks alone may come before.
func (e *ear) hears(topic string) message {
	e.t.Helper()
	for {
		if m := e.next(); m.topic != "" {
			require.Equal(e.t, topic, m.topic)
			return m
		}
	}
}

// ready waits until the marks of so many topics have come.
func (e *ear) ready(topics int) message {
	e.t.Helper()
	for {
		if m := e.next(); strings.Count(m.id, "=") == topics {
			return m
		}
	}
}

// ends waits for the end of the connection.
func (e *ear) ends() {
	e.t.Helper()
	late := time.After(time.Minute)
	for {
		select {
		case _, open := <-e.lines:
			if !open {
				return
			}
		case <-late:
			require.Fail(e.t, "the connection goes on")
		}
	}
}

// Whoever listens at one server hears what was done at another, topic by topic.
func TestLiveTopics(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		at := over(t, k.server(api.Options{PublicURL: publicURL}))
		k.ids["process"] = k.publish(t, "order", byOrder, "", rest)
		const bulk = `{"kind":"change_status","rule":{"field":"order.id","op":"is","value":{order}},"status":{"to":"in_work"}}`
		k.ids["bulk"] = k.post("owner", "/bulk-operations", bulk).want(t, 201).text("id")
		for _, c := range []struct{ topic, method, path, body string }{
			{"orders", "POST", "/orders/{order}/comments", `{"text":"hello"}`},
			{"orders", "POST", "/orders", `{"customer_id":{other},"items":[{"offer_id":{offer}}]}`},
			{"order/{order}", "POST", "/orders/{order}/comments", `{"text":"hello again"}`},
			{"order/{order}", "POST", "/orders/{order}/payments", `{"method":"cash","amount":100}`},
			{"customer/{customer}", "POST", "/customers/{customer}/tags", `{"add":["patient"]}`},
			{"processes", "POST", "/processes", `{"template":"unpaid_reminders"}`},
			{"process/{process}", "POST", "/processes/{process}/stop", ""},
			{"bulk-operations", "POST", "/bulk-operations", bulk},
			{"bulk/{bulk}", "POST", "/bulk-operations/{bulk}/cancel", ""},
			{"decisions", "POST", "/payments/{payment}/refund-wanted", ""},
			{"letters", "POST", "/orders", `{"customer_id":{customer},"items":[{"offer_id":{offer}}]}`},
		} {
			t.Run("PRC-11/live/"+c.topic+" "+c.path, func(t *testing.T) {
				e := k.listen(t, at, "owner", "topic="+c.topic)
				require.Equal(t, "text/event-stream", e.answer.Header.Get("Content-Type"))
				e.ready(1)
				a := k.do(request{as: "owner", method: c.method, path: "/api/v1" + c.path, body: c.body})
				require.Less(t, a.Code, 300, a.Body.String())
				e.hears(k.fill(c.topic))
			})
		}
		t.Run("PRC-11/live/several topics on one connection", func(t *testing.T) {
			e := k.listen(t, at, "owner", "topic=order/{order}", "topic=processes")
			e.ready(2)
			k.post("owner", "/orders/{order}/comments", `{"text":"one"}`).want(t, 201)
			e.hears("order/" + k.ids["order"])
		})
		t.Run("PRC-11/live/what changed while nobody listened", func(t *testing.T) {
			e := k.listen(t, at, "owner", "topic=order/{order}")
			seen := e.ready(1).id
			e.hang()
			k.post("owner", "/orders/{order}/comments", `{"text":"two"}`).want(t, 201)
			k.listen(t, at, "owner", "topic=order/{order}", "seen="+seen).hears("order/" + k.ids["order"])
		})
	})
}

// A connection lives as long as what it was opened with.
func TestLiveEnds(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		at := over(t, k.server(api.Options{PublicURL: publicURL}))
		for _, c := range []struct {
			name string
			end  func(t *testing.T, who string)
		}{
			{"log-out", func(t *testing.T, who string) {
				k.do(request{as: who, method: "DELETE", path: "/api/v1/session"}).want(t, 204)
			}},
			{"log-out everywhere", func(t *testing.T, who string) {
				k.do(request{as: who, method: "DELETE", path: "/api/v1/sessions"}).want(t, 204)
			}},
			{"the person leaves", func(t *testing.T, who string) {
				k.patch("owner", "/staff/{"+who+"}", `{"active":false}`, "If-Match", "*").want(t, 200)
			}},
			{"the rights change", func(t *testing.T, who string) {
				k.patch("owner", "/staff/{"+who+"}", `{"own_orders_only":true}`, "If-Match", "*").want(t, 200)
			}},
		} {
			t.Run("AUTH-2/live/"+c.name, func(t *testing.T) {
				who := strings.ReplaceAll(c.name, " ", "")
				k.join(t, who, "manager")
				e := k.listen(t, at, who, "topic=orders")
				e.ready(1)
				c.end(t, who)
				e.ends()
			})
		}
		t.Run("AUTH-8/live/token", func(t *testing.T) {
			made := k.post("owner", "/tokens", `{"title":"listens","scopes":["order.read"]}`).want(t, 201)
			k.tokens["listens"] = made.text("token")
			e := k.listen(t, at, "listens", "topic=orders")
			e.ready(1)
			k.do(request{as: "owner", method: "DELETE", path: "/api/v1/tokens/" + made.text("id")})
			e.ends()
		})
	})
}

// What is not the person's to see is refused before anything is said.
func TestLiveDoors(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	restricted(t, k)
	k.tokens["reader"] = k.post("owner", "/tokens", `{"title":"reader","scopes":["order.read"]}`).want(t, 201).text("token")
	at := over(t, k.handler)
	for _, c := range []struct {
		name, as, query string
		status          int
		code            string
	}{
		{"ROLE-1/live/nobody", "", "topic=orders", 401, "unauthenticated"},
		{"ROLE-1/live/a token without the right", "reader", "topic=letters", 403, "forbidden"},
		{"ROLE-1/live/one topic of two", "reader", "topic=orders&topic=processes", 403, "forbidden"},
		{"ROLE-2/live/another's order", "manager", "topic=order/{theirs}", 404, "not_found"},
		{"API-1/live/no such order", "owner", "topic=order/999999", 404, "not_found"},
		{"API-1/live/no such process", "owner", "topic=process/999999", 404, "not_found"},
		{"API-1/live/no such operation", "owner", "topic=bulk/999999", 404, "not_found"},
		{"API-1/live/no such topic", "owner", "topic=weather", 422, "invalid_topic"},
		{"API-1/live/a list with an id", "owner", "topic=orders/1", 422, "invalid_topic"},
		{"API-1/live/an object without one", "owner", "topic=order", 422, "invalid_topic"},
		{"API-1/live/an odd id", "owner", "topic=order/01", 422, "invalid_topic"},
		{"API-1/live/nothing", "owner", "", 422, "required"},
		{"API-1/live/an empty topic", "owner", "topic=", 422, "required"},
		{"API-1/live/too many", "owner", strings.TrimSuffix(strings.Repeat("topic=orders&", 21), "&"), 422, "out_of_range"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := k.do(request{as: c.as, method: "GET", path: "/api/v1/live?" + c.query}).want(t, c.status)
			require.Equal(t, c.code, a.text("code"))
		})
	}
	t.Run("ROLE-2/live/an own order", func(t *testing.T) {
		k.listen(t, at, "manager", "topic=order/{mine}").ready(1)
	})
	t.Run("ROLE-2/live/an order that becomes another's", func(t *testing.T) {
		e := k.listen(t, at, "manager", "topic=order/{mine}")
		e.ready(1)
		k.patch("owner", "/orders/{mine}", `{"manager_id":{owner}}`, "If-Match", "*").want(t, 200)
		e.ends()
	})
}

// Connections of one person are bounded, and leave nothing behind.
func TestLiveConnections(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	at := over(t, k.handler)
	var ears []*ear
	for range 20 {
		e := k.listen(t, at, "owner", "topic=orders", "topic=orders", "topic=order/{order}")
		e.ready(2)
		ears = append(ears, e)
	}
	t.Run("API-1/live/too many of one person", func(t *testing.T) {
		a := k.get("owner", "/live?topic=orders").want(t, 429)
		require.Equal(t, "too_many_listening", a.text("code"))
		k.listen(t, at, "manager", "topic=orders").ready(1)
	})
	t.Run("API-1/live/nothing is left behind", func(t *testing.T) {
		watching := func() (n int) {
			stacks := make([]byte, 4<<20)
			return strings.Count(string(stacks[:runtime.Stack(stacks, true)]), "(*hub).watch")
		}
		require.Positive(t, watching())
		for _, e := range ears {
			e.hang()
		}
		for _, e := range ears {
			e.ends()
		}
		require.Eventually(t, func() bool {
			e := k.listen(t, at, "owner", "topic=decisions")
			defer e.hang()
			return e.answer.StatusCode == http.StatusOK
		}, time.Minute, 50*time.Millisecond, "there is room again")
	})
}

// A program that stops lets nobody wait for the end of an answer without one.
func TestLiveStops(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	stopping := make(chan struct{})
	at := over(t, api.New(api.Deps{Service: k.Service, Stopping: stopping}, api.Options{PublicURL: publicURL}))
	e := k.listen(t, at, "owner", "topic=orders")
	e.ready(1)
	close(stopping)
	e.ends()
}
