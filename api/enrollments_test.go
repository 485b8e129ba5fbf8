package api_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	byOrder  = `{"kind":"event","event":"order.created"}`
	complete = `{"id":"complete","kind":"operation","params":{"operation":"change_status","status":"payed"}}`
	letter   = `{"id":"letter","kind":"operation","params":{"operation":"send_letter","template":"payment_thanks"}}`
	rest     = `{"id":"rest","kind":"delay","params":{"for":{"amount":1,"unit":"days"}}}`
	paidExit = `,"exit_rules":[{"id":"paid","outcome":"paid","rule":{"field":"order.paid_in_full","op":"is","value":true}}]`
)

// parked places an order whose enrollment has failed all its tries.
func (k *kit) parked(t *testing.T) (order string) {
	t.Helper()
	order = k.post("owner", "/orders", `{"customer_id":{other},"items":[{"offer_id":{offer}}]}`).want(t, 201).text("id")
	for range 5 {
		k.settle(t)
		k.clock.MoveTo(k.clock.Now().Add(10 * time.Minute))
	}
	require.Equal(t, "failed", k.enrollmentOf(t, order).text("state"))
	return order
}

// enrollmentOf is the card of the order's only enrollment.
func (k *kit) enrollmentOf(t *testing.T, order string) answer {
	t.Helper()
	card := k.get("owner", "/orders/"+order).want(t, 200)
	require.Len(t, card.at("enrollments"), 1)
	return k.get("owner", "/enrollments/"+card.text("enrollments", 0, "id")).want(t, 200)
}

func TestFailedEnrollments(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		k.settle(t)
		process := k.publish(t, "order", byOrder, "", complete, rest)
		t.Run("PRC-8/listed", func(t *testing.T) {
			k.parked(t)
			list := k.get("manager", "/enrollments?state=failed&process_id="+process).want(t, 200)
			require.Len(t, list.at("items"), 1)
			require.Equal(t, "complete", list.text("items", 0, "block"))
			require.Equal(t, "5", list.text("items", 0, "attempt"))
			require.Equal(t, "status_needs_money", list.text("items", 0, "failure"))
			require.Equal(t, "1", k.get("manager", "/processes/"+process).text("enrollments", "failed"))
		})
		t.Run("PRC-8/skip-in-bulk", func(t *testing.T) {
			order := k.parked(t)
			for body, want := range map[string]string{
				`{"process_id":` + process + `,"block":"rest"}`:                                    "0",
				`{"process_id":` + process + `,"failure":"offer_archived"}`:                        "0",
				`{"process_id":` + process + `,"block":"complete","failure":"status_needs_money"}`: "2",
			} {
				require.Equal(t, want, k.post("owner", "/enrollments/skip", body).want(t, 200).text("count"))
			}
			require.Equal(t, "rest", k.enrollmentOf(t, order).text("block"))
		})
		t.Run("PRC-8/retry-in-bulk", func(t *testing.T) {
			order := k.parked(t)
			require.Equal(t, "1", k.post("owner", "/enrollments/retry", `{"process_id":`+process+`}`).want(t, 200).text("count"))
			k.settle(t)
			require.Equal(t, "1", k.enrollmentOf(t, order).text("attempt"), "tried again")
		})
		t.Run("PRC-8/chosen", func(t *testing.T) {
			id := k.enrollmentOf(t, k.parked(t)).text("id")
			require.Equal(t, "1", k.post("owner", "/enrollments/retry", `{"enrollment_ids":[`+id+`]}`).want(t, 200).text("count"))
			require.Equal(t, "enrollment_not_failed", k.post("owner", "/enrollments/skip", `{"enrollment_ids":[`+id+`]}`).want(t, 409).text("code"))
		})
		t.Run("PRC-8/bad-input", func(t *testing.T) {
			for body, path := range map[string]string{
				`{}`: "enrollment_ids", `{"enrollment_ids":[]}`: "enrollment_ids", `{"block":"rest"}`: "enrollment_ids",
				`{"enrollment_ids":[1],"process_id":1}`: "process_id", `{"enrollment_ids":[1],"block":"rest"}`: "process_id",
			} {
				require.Equal(t, path, k.post("owner", "/enrollments/skip", body).want(t, 422).text("errors", 0, "path"), body)
			}
			k.post("owner", "/enrollments/retry", `{"process_id":999}`).want(t, 404)
		})
	})
}

// A manager reads in the journal what happened, when, and why.
func TestJournal(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		k.settle(t)
		step := func(a answer, i int, key ...any) string { return a.text(append([]any{"journal", i}, key...)...) }
		t.Run("PRC-7/event-and-payment", func(t *testing.T) {
			doing("PUT", "/letter-templates/payment_thanks/en", `{"kind":"service","subject":"Thanks","html":"<p>Thanks</p>","text":"Thanks"}`)(t, k)
			k.publish(t, "order", byOrder, paidExit, letter, rest)
			k.ids["order"] = k.post("owner", "/orders", `{"customer_id":{other},"items":[{"offer_id":{offer}}]}`).want(t, 201).text("id")
			k.settle(t)
			k.post("owner", "/orders/{order}/tags", `{"add":["warm"]}`).want(t, 200)
			payment := k.post("owner", "/orders/{order}/payments", `{"method":"cash","amount":10000}`).want(t, 201).text("id")
			k.settle(t)
			e := k.enrollmentOf(t, k.ids["order"])
			require.Len(t, e.at("journal"), 3, "%s", e.Body)
			require.Equal(t, "person", e.text("entered_by", "kind"))
			require.Equal(t, "order.created", step(e, 0, "cause", "kind"))
			require.Equal(t, e.text("cause_event_id"), step(e, 0, "cause", "event_id"))

			require.Equal(t, "block", step(e, 1, "cause", "kind"))
			require.Equal(t, "start", step(e, 1, "cause", "block"))
			require.Equal(t, "queued", step(e, 1, "letter", "state"))
			letters := k.get("owner", "/letters?order_id={order}&template=payment_thanks").want(t, 200)
			require.Equal(t, letters.text("items", 0, "id"), step(e, 1, "letter", "id"))

			require.Equal(t, "exited", step(e, 2, "result"))
			require.Equal(t, "paid", step(e, 2, "data", "rule"))
			require.Equal(t, "payment.received", step(e, 2, "cause", "kind"))
			require.Equal(t, payment, step(e, 2, "cause", "payment_id"))
			event := k.get("owner", "/events/"+step(e, 2, "cause", "event_id")).want(t, 200)
			require.Equal(t, "payment.received", event.text("kind"))
			require.Equal(t, payment, event.text("data", "payment"))
		})
		t.Run("PRC-7/person-and-failure", func(t *testing.T) {
			process := k.publish(t, "order", `{"kind":"by_hand"}`, "", complete, rest)
			k.ids["order"] = k.post("owner", "/orders", `{"customer_id":{duplicated},"items":[{"offer_id":{offer}}]}`).want(t, 201).text("id")
			id := k.post("administrator", "/processes/"+process+"/enrollments", `{"subject_ids":[{order}]}`).want(t, 201).text("enrollment_ids", 0)
			for range 5 {
				k.settle(t)
				k.clock.MoveTo(k.clock.Now().Add(10 * time.Minute))
			}
			k.post("administrator", "/enrollments/"+id+"/retry", "").want(t, 200)
			for range 5 {
				k.settle(t)
				k.clock.MoveTo(k.clock.Now().Add(10 * time.Minute))
			}
			k.post("owner", "/enrollments/"+id+"/skip", "").want(t, 200)
			k.clock.MoveTo(k.clock.Now().Add(48 * time.Hour))
			k.settle(t)
			e := k.get("owner", "/enrollments/"+id).want(t, 200)
			want := []string{
				"start done by_hand administrator", "complete failed block ", "complete retried person administrator",
				"complete failed block ", "complete skipped person owner", "rest done time ", "end done block ",
			}
			require.Len(t, e.at("journal"), len(want))
			names := map[string]string{"": "", k.ids["owner"]: "owner", k.ids["administrator"]: "administrator"}
			for i, text := range want {
				require.Equal(t, text, fmt.Sprintf("%s %s %s %s", step(e, i, "block"), step(e, i, "result"), step(e, i, "cause", "kind"), names[step(e, i, "cause", "actor", "id")]))
			}
			require.Equal(t, "status_needs_money", step(e, 1, "error"))
			require.Equal(t, "5", step(e, 1, "attempts"))
		})
		t.Run("PRC-7/stop", func(t *testing.T) {
			process := k.publish(t, "order", `{"kind":"by_hand"}`, "", rest)
			id := k.post("owner", "/processes/"+process+"/enrollments", `{"subject_ids":[{order}]}`).want(t, 201).text("enrollment_ids", 0)
			k.settle(t)
			k.post("owner", "/processes/"+process+"/stop", "").want(t, 200)
			e := k.get("owner", "/enrollments/"+id).want(t, 200)
			require.Equal(t, "process_stopped", e.text("outcome"))
			require.Equal(t, "person", step(e, 1, "cause", "kind"))
			require.Equal(t, k.ids["owner"], step(e, 1, "cause", "actor", "id"))
		})
	})
}

// What a process makes names the enrollment that made it.
func TestProcessIsNamedAsAuthor(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		process := k.publish(t, "customer", `{"kind":"by_hand"}`, "",
			`{"id":"order","kind":"operation","params":{"operation":"create_order","offer":"yoga"}}`)
		enrollment := k.post("owner", "/processes/"+process+"/enrollments", `{"subject_ids":[{other}]}`).want(t, 201).text("enrollment_ids", 0)
		k.settle(t)
		list := k.get("owner", "/orders?customer_id={other}").want(t, 200)
		require.Len(t, list.at("items"), 1)
		card := k.get("owner", "/orders/"+list.text("items", 0, "id")).want(t, 200)
		for _, author := range [][]any{{"created_by"}, {"history", 0, "actor"}} {
			require.Equal(t, "process", card.text(append(author, "kind")...), "ORD-7/process")
			require.Equal(t, process, card.text(append(author, "id")...))
			require.Equal(t, enrollment, card.text(append(author, "enrollment_id")...))
		}
		require.Equal(t, enrollment, list.text("items", 0, "created_by", "enrollment_id"))
		journal := k.get("owner", "/enrollments/"+enrollment).want(t, 200)
		require.Equal(t, card.text("id"), journal.text("journal", 1, "data", "order"))
		require.Empty(t, k.get("owner", "/orders/{order}").text("created_by", "enrollment_id"), "a person has none")
	})
}
