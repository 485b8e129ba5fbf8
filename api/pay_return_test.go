package api_test

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

// travellers counts addresses and events, so that none comes twice.
var travellers atomic.Int64

// traveller is a customer who goes from an order's payment page to the gateway and comes back.
type traveller struct {
	*kit
	t               *testing.T
	path, reference string
	order, payment  string
}

// travel places an order of the offer for somebody new.
func (k *kit) travel(t *testing.T, offer string) *traveller {
	t.Helper()
	customer := k.post("owner", "/customers", fmt.Sprintf(`{"email":"traveller%d@example.com"}`, travellers.Add(1))).want(t, 201).text("id")
	placed := k.post("owner", "/orders", `{"customer_id":`+customer+`,"items":[{"offer_id":`+k.fill(offer)+`}]}`).want(t, 201)
	path := strings.TrimPrefix(placed.text("payment_link"), publicURL)
	return &traveller{kit: k, t: t, path: path, reference: strings.TrimPrefix(path, "/pay/"), order: placed.text("id")}
}

// goes is the customer's way to the gateway with the form's fields.
func (v *traveller) goes(fields string) answer {
	v.t.Helper()
	a := v.form(v.path, fields).want(v.t, 303)
	started := v.gateway.started[len(v.gateway.started)-1]
	require.Equal(v.t, v.reference, started.Reference)
	v.payment = fmt.Sprintf("ext-%d", started.PaymentID)
	return a
}

// hears is the gateway's word about the payment.
func (v *traveller) hears(status string, amount int64) string {
	v.t.Helper()
	return v.do(request{
		method: "POST", path: "/gateways/test/notifications", headers: map[string]string{"Signature": "good"},
		body: fmt.Sprintf(`{"EventID":"travel-%d","ExternalID":%q,"Reference":%q,"Amount":%d,"Currency":"RUB","Status":%q,"OccurredAt":%q}`,
			travellers.Add(1), v.payment, v.reference, amount, status, v.clock.Now().Format(time.RFC3339)),
	}).want(v.t, 200).text("outcome")
}

func (v *traveller) page(suffix string) string {
	v.t.Helper()
	return v.do(request{method: "GET", path: v.path + suffix}).want(v.t, 200).Body.String()
}

func (v *traveller) cancel() {
	v.t.Helper()
	v.post("owner", "/orders/"+v.order+"/status", `{"status":"cancelled","confirm":true}`).want(v.t, 200)
}

func (v *traveller) decides(resolution string) {
	v.t.Helper()
	open := v.get("owner", "/decisions?order_id="+v.order).want(v.t, 200).text("items", 0, "id")
	v.post("owner", "/decisions/"+open+"/resolve", `{"resolution":"`+resolution+`"}`).want(v.t, 200)
}

const (
	received = "The school will be in touch with you"
	failed   = "The payment did not go through"
	checking = "We are checking your payment"
	kept     = "Your money in this order"
)

// What the page after the gateway says of money that the order does not keep.
func TestComingBack(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		late := func(t *testing.T) *traveller {
			v := k.travel(t, "{strict}")
			v.goes("what=all")
			v.cancel()
			require.Equal(t, "accepted", v.hears("succeeded", 10000))
			return v
		}
		t.Run("PAY-2/late-money-to-decide", func(t *testing.T) {
			v := late(t)
			page := v.page("/return")
			require.Contains(t, page, received)
			require.NotContains(t, page, failed)
			require.NotContains(t, page, v.path+`"`, "nothing to pay again")
		})
		t.Run("ST-8/late-money-on-the-link", func(t *testing.T) {
			v := late(t)
			page := v.page("")
			require.Contains(t, page, kept+": <b>₽100.00</b>. Somebody at the school decides whether it is returned")
			require.NotContains(t, page, "/again", "nobody is to pay twice")
			v.decides("deposit")
			require.NotContains(t, v.page(""), kept)
		})
		t.Run("ST-8/paid-before-it-was-cancelled", func(t *testing.T) {
			v := k.travel(t, "{offer}")
			v.post("owner", "/orders/"+v.order+"/payments", `{"method":"cash","amount":1500}`).want(t, 201)
			v.cancel()
			page := v.page("")
			require.Contains(t, page, kept+": <b>₽15.00</b>.")
			require.NotContains(t, page, "/again", "nobody is to pay twice")
		})
		t.Run("PAY-2/after-a-session-that-was-left", func(t *testing.T) {
			v := k.travel(t, "{offer}")
			v.goes("what=all")
			left := v.payment
			v.goes("what=part&part=20")
			require.NotEqual(t, left, v.payment)
			require.Contains(t, v.page("/return"), checking)
			require.Equal(t, "accepted", v.hears("succeeded", 2000))
			page := v.page("/return")
			require.Contains(t, page, "the payment has arrived")
			require.Contains(t, page, "Already paid: <b>₽20.00</b>. Left to pay: <b>₽80.00</b>")
			require.Contains(t, page, "Pay the rest")
			require.Contains(t, v.page(""), `name="what"`)
			v.goes("what=part&part=30")
			for _, suffix := range []string{"", "/return"} {
				page = v.page(suffix)
				require.Contains(t, page, checking)
				require.Contains(t, page, "Already paid: <b>₽20.00</b>", "what has arrived shows meanwhile")
				require.Contains(t, page, `href="`+publicURL+v.path+`?unpaid"`, "who left without paying goes on from either page")
			}
			require.Equal(t, "failed", v.hears("failed", 3000))
			page = v.page("/return")
			require.Contains(t, page, failed)
			require.Contains(t, page, "Already paid: <b>₽20.00</b>")
		})
		t.Run("CUS-3/two-offers-open-one-product", func(t *testing.T) {
			product := k.post("owner", "/products", `{"title":"Morning stretch"}`).want(t, 201).text("id")
			offer := func(code, access string) string {
				return k.post("owner", "/offers", `{"code":"`+code+`","title":"`+code+`","currency":"RUB","price":100,"product_ids":[`+product+`]`+access+`}`).want(t, 201).text("id")
			}
			short, long := offer("stretch-month", `,"access_end":"days_after_start","access_end_days":30`), offer("stretch-for-ever", "")
			customer := k.post("owner", "/customers", fmt.Sprintf(`{"email":"traveller%d@example.com"}`, travellers.Add(1))).want(t, 201).text("id")
			placed := k.post("owner", "/orders", `{"customer_id":`+customer+`,"items":[{"offer_id":`+short+`},{"offer_id":`+long+`}]}`).want(t, 201)
			k.post("owner", "/orders/"+placed.text("id")+"/payments", `{"method":"cash","amount":200}`).want(t, 201)
			page := k.do(request{method: "GET", path: strings.TrimPrefix(placed.text("payment_link"), publicURL) + "/return"}).want(t, 200).Body.String()
			require.Equal(t, 1, strings.Count(page, "<h2>Morning stretch</h2>"), page)
			require.NotContains(t, page, "Access until", "the one that opens it longest is shown")
		})
		t.Run("PAY-2/late-money-on-the-deposit", func(t *testing.T) {
			v := late(t)
			v.decides("deposit")
			require.Contains(t, v.page("/return"), received)
		})
		t.Run("PAY-2/late-money-marked-for-refund", func(t *testing.T) {
			v := late(t)
			v.decides("refund")
			require.Contains(t, v.page("/return"), received)
		})
		t.Run("PAY-2/late-money-given-back", func(t *testing.T) {
			v := late(t)
			v.decides("refund")
			v.decides("refunded")
			require.Equal(t, publicURL+v.path, v.do(request{method: "GET", path: v.path + "/return"}).want(t, 303).Header().Get("Location"))
		})
		t.Run("PAY-2/given-back", func(t *testing.T) {
			v := k.travel(t, "{offer}")
			v.goes("what=all")
			require.Equal(t, "accepted", v.hears("succeeded", 10000))
			require.Contains(t, v.page(""), "The order is paid")
			v.post("owner", "/orders/"+v.order+"/status", `{"status":"waiting_for_return","confirm":true}`).want(t, 200)
			page := v.page("")
			require.Contains(t, page, "Your refund is on its way")
			require.Contains(t, page, "To be returned: <b>₽100.00</b>")
			require.NotContains(t, page, "The order is paid")
			require.Equal(t, publicURL+v.path, v.do(request{method: "GET", path: v.path + "/return"}).want(t, 303).Header().Get("Location"))
			require.NotContains(t, k.form(v.path, "what=all").want(t, 409).Body.String(), `name="what"`)
			payment := v.get("owner", "/orders/"+v.order+"/payments").text("items", 0, "id")
			v.post("owner", "/payments/"+payment+"/refund-wanted", "").want(t, 200)
			require.Contains(t, v.page(""), "To be returned: <b>₽100.00</b>", "marked, it is counted once")
			v.decides("refunded")
			page = v.page("")
			require.Contains(t, page, "Your money has been returned")
			require.Contains(t, page, "Returned: <b>₽100.00</b>")
			require.NotContains(t, page, "To be returned")
			v.cancel()
			page = v.page("")
			require.Contains(t, page, "The order is cancelled")
			require.Contains(t, page, "Returned: <b>₽100.00</b>")
			require.NotContains(t, page, kept)
		})
		t.Run("PAY-2/given-back-in-a-cancelled-order", func(t *testing.T) {
			v := late(t)
			v.decides("refund")
			page := v.page("")
			require.Contains(t, page, "To be returned: <b>₽100.00</b>")
			require.NotContains(t, page, kept, "somebody has decided")
			v.decides("refunded")
			require.Contains(t, v.page(""), "Returned: <b>₽100.00</b>")
		})
		t.Run("PAY-2/moved-to-another-order", func(t *testing.T) {
			v := k.travel(t, "{offer}")
			v.goes("what=part&part=20")
			require.Equal(t, "accepted", v.hears("succeeded", 2000))
			payment := v.get("owner", "/orders/"+v.order+"/payments").text("items", 0, "id")
			customer := v.get("owner", "/orders/"+v.order).text("customer_id")
			other := v.post("owner", "/orders", `{"customer_id":`+customer+`,"items":[{"offer_id":{strict}}],"duplicate":"create"}`).want(t, 201).text("id")
			v.post("owner", "/payments/"+payment+"/move", `{"to_order_id":`+other+`}`).want(t, 200)
			require.Contains(t, v.page("/return"), received)
		})
		t.Run("PAY-2/a-part", func(t *testing.T) {
			v := k.travel(t, "{offer}")
			v.goes("what=part&part=20")
			require.Equal(t, "accepted", v.hears("succeeded", 2000))
			page := v.page("/return")
			require.Contains(t, page, "the payment has arrived")
			require.Contains(t, page, "Pay the rest")
		})
		t.Run("PAY-2/declined", func(t *testing.T) {
			v := k.travel(t, "{offer}")
			v.goes("what=part&part=20")
			require.Equal(t, "accepted", v.hears("succeeded", 2000))
			v.goes("what=all")
			require.Equal(t, "failed", v.hears("failed", 8000))
			require.Contains(t, v.page("/return"), failed, "the part that came before is no answer")
		})
		t.Run("PAY-2/never-left", func(t *testing.T) {
			v := k.travel(t, "{offer}")
			require.Equal(t, publicURL+v.path, v.do(request{method: "GET", path: v.path + "/return"}).want(t, 303).Header().Get("Location"))
		})
	})
}

// The payment page while a payment waits for the gateway's word.
func TestPayingAgain(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		t.Run("PAY-2/being-checked", func(t *testing.T) {
			v := k.travel(t, "{strict}")
			require.Contains(t, v.page(""), `name="what"`)
			first := v.goes("what=all").Header().Get("Location")
			page := v.page("")
			require.Contains(t, page, checking)
			require.NotContains(t, page, "<form")
			require.Contains(t, page, `href="`+publicURL+v.path+`?unpaid"`)
			again := v.page("?unpaid")
			require.Contains(t, again, `name="what"`, "who left without paying may go on")
			require.NotContains(t, again, checking)
			require.Equal(t, first, v.goes("what=all").Header().Get("Location"), "to the same payment")
			require.Contains(t, v.form(v.path, "what=part&part=5").want(t, 422).Body.String(), `role="alert"`)
			require.Equal(t, "failed", v.hears("failed", 10000))
			require.Contains(t, v.page(""), `name="what"`)
		})
		t.Run("PAY-2/checked-and-closed", func(t *testing.T) {
			v := k.travel(t, "{strict}")
			v.goes("what=all")
			v.cancel()
			require.NotContains(t, v.page(""), checking, "what the order says comes first")
		})
		t.Run("PAY-2/the-gateway-was-down", func(t *testing.T) {
			v := k.travel(t, "{strict}")
			k.gateway.failing = models.NewError(models.CodeGatewayUnclear, "gateway", "test").Because(errors.New("refused"))
			v.form(v.path, "what=all").want(t, 503)
			k.gateway.failing = nil
			require.Contains(t, v.page(""), `name="what"`, "nobody was there")
			require.Equal(t, publicURL+v.path, v.do(request{method: "GET", path: v.path + "/return"}).want(t, 303).Header().Get("Location"))
		})
	})
}

// Authentic words that no database or reader would bear get an answer all the same.
func TestOddWords(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		say := func(event, reference, currency, at string) answer {
			return k.do(request{
				method: "POST", path: "/gateways/test/notifications", headers: map[string]string{"Signature": "good"},
				body: `{"EventID":"` + event + `","ExternalID":"` + event + `","Reference":"` + reference + `","Amount":500,"Currency":"` + currency +
					`","Status":"succeeded","OccurredAt":"` + at + `"}`,
			})
		}
		t.Run("PAY-3/currency", func(t *testing.T) {
			require.Equal(t, "mismatch", say("odd-1", "{link}", `\u0000`, "2026-03-01T00:00:00Z").want(t, 200).text("outcome"))
			require.Equal(t, "unknown_order", say("odd-2", "nobody", `\u0000`, "2026-03-01T00:00:00Z").want(t, 200).text("outcome"))
			require.Len(t, k.get("owner", "/decisions").want(t, 200).at("items"), 2)
		})
		t.Run("PAY-3/time", func(t *testing.T) {
			require.Equal(t, "accepted", say("odd-3", "{link}", "RUB", "0000-01-01T00:00:00+01:00").want(t, 200).text("outcome"))
			payments := k.get("owner", "/orders/{order}/payments").want(t, 200)
			require.Equal(t, epoch.Format(time.RFC3339), payments.text("items", 1, "paid_at"))
		})
	})
}
