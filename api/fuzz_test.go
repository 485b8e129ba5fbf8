package api_test

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

// unanswered are the operations that no request of this test can make succeed, and why.
var unanswered = map[string]string{
	"create-first-owner": "somebody works here already",
	"start-demo":         "there is no demo school beside a test",
	"stop-demo":          "there is no demo school beside a test",
}

// drawn is how many requests each operation gets, and the seed that they are
// drawn from: always the same ones, or as many new ones as ORDERFLOW_TEST_FUZZ says.
func drawn(t *testing.T) (each int, seed uint64) {
	t.Helper()
	each, err := strconv.Atoi(os.Getenv("ORDERFLOW_TEST_FUZZ"))
	if err != nil {
		return 24, 1
	}
	seed = rand.Uint64()
	t.Logf("seed %d", seed)
	return each, seed
}

// TestGeneratedRequests sends valid requests, ones at the boundary and broken ones
// to every operation of the document, as everybody and as nobody: no answer is a
// fault of ours or other than the document says, what it forbids is refused, and
// every door lets in whom the table of roles says.
func TestGeneratedRequests(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		k.staffed(t)
		k.keepTemplates(t)
		each, seed := drawn(t)
		f := &fuzzing{
			fuzzer: fuzzer{kit: k, random: rand.New(rand.NewPCG(seed, 2)), doc: theDocument(), found: map[string][]any{}},
			roles:  rolesOf(t), sent: map[string]int{}, done: map[string]int{},
		}
		k.handler = f.watched(k.handler)
		t.Run("API-1/tour", func(t *testing.T) { f.tour(t) })
		t.Run("API-1/generated", func(t *testing.T) { f.generate(t, each) })
		f.covered(t, each)
	})
}

// fuzzing is one run over all operations.
type fuzzing struct {
	fuzzer
	t     *testing.T
	roles map[string]map[string]bool
	sent  map[string]int // requests by operation
	done  map[string]int // those that succeeded
}

// watched counts what comes to the handler.
func (f *fuzzing) watched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r)
		op := f.doc.operationOf(r.Method, r.URL.Path)
		recorder := unwrapped(w)
		if op == nil || recorder == nil {
			return
		}
		f.sent[op.id]++
		if recorder.Code < 300 {
			f.done[op.id]++
		}
	})
}

func unwrapped(w http.ResponseWriter) *httptest.ResponseRecorder {
	switch w := w.(type) {
	case answer:
		return w.ResponseRecorder
	case firstWords:
		return w.ResponseRecorder
	case *httptest.ResponseRecorder:
		return w
	default:
		return nil
	}
}

// generate goes round all operations, so that each meets what others have made.
func (f *fuzzing) generate(t *testing.T, each int) {
	t.Helper()
	f.t = t
	for _, op := range f.doc.operations {
		require.Equal(f.t, f.roles[op.route()][""], op.open, "%s: the document and the table of roles disagree", op)
	}
	for round := range each {
		for _, op := range f.doc.operations {
			f.try(op, round)
		}
		f.clock.MoveTo(f.clock.Now().Add(time.Hour))
		if round%4 == 0 {
			f.settle(f.t)
		}
	}
	// What chance has not met by now is asked for as the owner would, until it succeeds.
	for _, op := range f.doc.operations {
		_, never := unanswered[op.id]
		for range 200 {
			if never || f.done[op.id] > 0 {
				break
			}
			f.try(op, 0)
		}
	}
}

// try sends one request: every second one as the owner, the others as each
// caller of the table in turn.
func (f *fuzzing) try(op *documented, round int) {
	caller := "olga"
	if round%2 == 1 {
		caller = callers[(round/2)%len(callers)]
	}
	w := f.draw(op, temper((round/2+round/(2*len(callers)))%int(tempers)))
	admitted := f.roles[op.route()][caller]
	a := f.send(w, caller)
	if admitted && caller != "" && op.turnedAway(a) {
		f.renew(caller) // an earlier request has logged them out, or changed what they may
		a = f.send(w, caller)
	}
	f.judge(w, caller, a)
	if admitted {
		require.False(f.t, op.turnedAway(a), "%s is turned away: %s\n%s", caller, w, a.Body)
	} else {
		require.True(f.t, op.turnedAway(a), "%s is let in: %s\n%s", caller, w, a.Body)
	}
	if a.Code < 300 {
		f.meet(op, a.tree)
	}
}

// turnedAway reports whether the door refused, whatever the request wished.
func (d *documented) turnedAway(a answer) bool {
	switch models.Code(a.text("code")) {
	case models.CodeSessionRequired, models.CodeCrossOrigin, models.CodeUnauthenticated:
		return true
	case models.CodeForbidden: // a use case may ask for further rights
		return a.text("params", "right") == d.right
	default:
		return false
	}
}

func (f *fuzzing) judge(w wish, caller string, a answer) {
	f.t.Helper()
	require.NoError(f.t, w.op.unlike(a.ResponseRecorder), "as %q: %s\n%d %s\n%s", caller, w, a.Code, a.Body, f.logs.tail(a.Code))
	if w.op.forbids(w.body) && w.body != "" {
		require.GreaterOrEqual(f.t, a.Code, 400, "the document forbids this body: %s", w)
	}
}

// renew gives the caller a way in again.
func (f *fuzzing) renew(caller string) {
	roles := map[string]string{"olga": "owner", "adam": "administrator", "mary": "manager", "gina": "manager"}
	if caller == "reader" {
		f.tokens["reader"] = f.post("owner", "/tokens", `{"title":"reader","scopes":["order.read"]}`).want(f.t, 201).text("token")
		return
	}
	name := f.unique()
	f.clock.Release() // letters go, too
	f.join(f.t, name, roles[caller])
	f.ids[caller], f.cookies[caller] = f.ids[name], f.cookies[name]
	delete(f.ids, name)
	delete(f.cookies, name)
	if caller == "gina" {
		f.post("owner", "/staff/{gina}/grants", `{"right":"bulk.create_orders","cap":5}`).want(f.t, 200)
	}
}

// covered demands that every operation was asked, and has succeeded where it can.
func (f *fuzzing) covered(t *testing.T, each int) {
	t.Helper()
	total, done, lacking := 0, 0, []string{}
	for _, op := range f.doc.operations {
		require.GreaterOrEqual(t, f.sent[op.id], each, op)
		total, done = total+f.sent[op.id], done+f.done[op.id]
		if _, never := unanswered[op.id]; f.done[op.id] == 0 && !never {
			lacking = append(lacking, op.id)
		}
	}
	slices.Sort(lacking)
	t.Logf("%d requests over %d operations, %d succeeded", total, len(f.doc.operations), done)
	require.Empty(t, lacking, "nothing of these has succeeded, so that their answers were not looked at")
}

func (b *lockedBuffer) tail(status int) string {
	if status < http.StatusInternalServerError {
		return ""
	}
	text := b.String()
	return text[max(0, len(text)-1500):]
}
