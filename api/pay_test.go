package api_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

// form posts a form to a public page.
func (k *kit) form(path, fields string, headers ...string) answer {
	h := pairs(headers)
	h["Content-Type"] = "application/x-www-form-urlencoded"
	return k.do(request{method: "POST", path: path, body: fields, headers: h})
}

func TestPaymentPage(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		t.Run("PAY-2/open", func(t *testing.T) {
			a := k.do(request{method: "GET", path: "/pay/{link}", headers: map[string]string{"Accept-Language": "ru"}}).want(t, 200)
			require.Contains(t, a.Body.String(), "99\u00a0₽")
			require.Contains(t, a.Body.String(), `action="https://school.example/pay/`)
			require.Contains(t, a.Body.String(), "Yoga")
			h := a.Header()
			require.Equal(t, "no-referrer", h.Get("Referrer-Policy"))
			require.Contains(t, h.Get("X-Robots-Tag"), "noindex")
			require.Equal(t, "no-store", h.Get("Cache-Control"))
			require.Contains(t, h.Get("Content-Security-Policy"), "default-src 'none'")
			require.Equal(t, "ru", h.Get("Content-Language"))
		})
		t.Run("PAY-2/language of the account", func(t *testing.T) {
			for _, header := range []string{"", "de", "*"} {
				a := k.do(request{method: "GET", path: "/pay/{link}", headers: map[string]string{"Accept-Language": header}}).want(t, 200)
				require.Equal(t, "en", a.Header().Get("Content-Language"))
			}
		})
		t.Run("PAY-2/language of the customer", func(t *testing.T) {
			speak := func(language string) {
				k.patch("owner", "/customers/{customer}", `{"language":"`+language+`"}`, "If-Match", "*").want(t, 200)
			}
			speak("ru")
			for header, language := range map[string]string{"": "ru", "de": "ru", "en": "en"} {
				a := k.do(request{method: "GET", path: "/pay/{link}", headers: map[string]string{"Accept-Language": header}}).want(t, 200)
				require.Equal(t, language, a.Header().Get("Content-Language"), header)
			}
			require.Contains(t, k.form("/pay/{link}", "what=part&part=5").want(t, 422).Body.String(), "Часть слишком мала")
			speak("en")
		})
		t.Run("PAY-2/nothing personal", func(t *testing.T) {
			body := k.do(request{method: "GET", path: "/pay/{link}"}).want(t, 200).Body.String()
			for _, secret := range []string{"anna@example.com", "Petrova", "Anna", "900 000"} {
				require.NotContains(t, body, secret)
			}
		})
		t.Run("PAY-2/unknown", func(t *testing.T) {
			for _, token := range []string{"nothing", "%00", "a b", strings.Repeat("x", 5000)} {
				a := k.do(request{method: "GET", path: "/pay/" + url.PathEscape(token)}).want(t, 404)
				require.Contains(t, a.Header().Get("Content-Type"), "text/html")
			}
		})
		t.Run("PAY-2/part too small", func(t *testing.T) {
			a := k.form("/pay/{link}", "what=part&part=5&gateway=test").want(t, 422)
			require.Contains(t, a.Body.String(), "The part is too small: at least ₽10.00.")
			require.Empty(t, k.gateway.started)
		})
		t.Run("PAY-2/more than is left", func(t *testing.T) {
			a := k.form("/pay/{link}", "what=part&part=99999999").want(t, 422)
			require.Contains(t, a.Body.String(), "more than is left to pay: at most ₽99.00.")
			require.NotContains(t, a.Body.String(), "9900", "no minor units")
		})
		t.Run("PAY-2/no form of ours", func(t *testing.T) {
			for fields, says := range map[string]string{
				"what=zzz": `role="alert"`, "what=%FF": `role="alert"`, "what=all&gateway=stripe": "Choose another way to pay.", "what=%": "Please try again in a minute",
			} {
				status := 422
				if fields == "what=%" {
					status = 400
				}
				a := k.form("/pay/{link}", fields).want(t, status)
				require.Contains(t, a.Body.String(), says, fields)
				require.NotContains(t, a.Body.String(), "JSON")
				require.NotContains(t, a.Body.String(), "configuration")
			}
			a := k.form("/pay/{link}", "what=all&part="+strings.Repeat("5", 2<<20)).want(t, 413)
			require.NotContains(t, a.Body.String(), "JSON")
			for _, kind := range []string{"application/json", "multipart/form-data; boundary=x"} {
				a = k.do(request{method: "POST", path: "/pay/{link}", body: `{"what":"part"}`, headers: map[string]string{"Content-Type": kind}}).want(t, 400)
				require.NotContains(t, a.Body.String(), "JSON")
			}
			require.Empty(t, k.gateway.started)
		})
		t.Run("PAY-2/part that is no sum", func(t *testing.T) {
			for _, part := range []string{"", "0", "-5", "1e3", "ten", "0.001"} {
				k.form("/pay/{link}", "what=part&part="+url.QueryEscape(part)).want(t, 422)
			}
		})
		t.Run("PAY-2/part left empty", func(t *testing.T) {
			for header, says := range map[string]string{"en": "Write how much you would like to pay now.", "ru": "Напишите, сколько хотите оплатить сейчас."} {
				body := k.form("/pay/{link}", "what=part&part=", "Accept-Language", header).want(t, 422).Body.String()
				require.Contains(t, body, says)
				require.Contains(t, body, `value="part" checked`, "the choice stays: the next press goes for no other sum")
				require.NotContains(t, body, `value="all" checked`)
			}
		})
		t.Run("PAY-2/a sum is quoted as it was typed", func(t *testing.T) {
			for part, says := range map[string]string{"10 000,555": "10 000,555", "десять ₽": "десять ₽", "10 $": "10 $"} {
				body := k.form("/pay/{link}", "what=part&part="+url.QueryEscape(part), "Accept-Language", "ru").want(t, 422).Body.String()
				require.Contains(t, body, "Сумма "+says+" записана неверно")
				require.Contains(t, body, `value="`+part+`"`)
			}
		})
		t.Run("PAY-2/another site", func(t *testing.T) {
			k.form("/pay/{link}", "what=all", "Sec-Fetch-Site", "cross-site").want(t, 403)
			k.form("/pay/{link}", "what=all", "Origin", "https://evil.example").want(t, 403)
			require.Empty(t, k.gateway.started)
		})
		t.Run("PAY-3/to the gateway", func(t *testing.T) {
			a := k.form("/pay/{link}", "what=part&part="+url.QueryEscape("20,50\u202f₽")+"&gateway=test", "Origin", "null", "Sec-Fetch-Site", "same-origin").want(t, 303)
			require.Equal(t, "https://gateway.example/"+k.ids["link"], a.Header().Get("Location"))
			require.Len(t, k.gateway.started, 1)
			require.Equal(t, int64(2050), k.gateway.started[0].Amount)
			require.Equal(t, publicURL+"/pay/"+k.ids["link"]+"/return", k.gateway.started[0].ReturnURL)
			require.Equal(t, "in_flight", k.get("owner", "/orders/{order}/payments").text("items", 1, "state"))
		})
		t.Run("PAY-3/a second click", func(t *testing.T) {
			k.form("/pay/{link}", "what=part&part=20.50&gateway=test").want(t, 303)
			require.Len(t, k.get("owner", "/orders/{order}/payments").at("items"), 2)
		})
		t.Run("ST-9/waiting for the word", func(t *testing.T) {
			require.Contains(t, k.do(request{method: "GET", path: "/pay/{link}/return"}).want(t, 200).Body.String(), `href="https://school.example/pay/`+k.ids["link"]+`/return"`)
		})
		t.Run("PAY-3/gateway is down", func(t *testing.T) {
			k.gateway.failing = models.NewError(models.CodeGatewayUnclear, "gateway", "test").Because(errors.New("refused"))
			a := k.form("/pay/{link}", "what=all").want(t, 503)
			require.NotContains(t, a.Body.String(), "refused")
			k.gateway.failing = nil
		})
	})
}

// notify sends what the gateway says of the first payment in flight.
func (k *kit) notify(event, status string, amount string) answer {
	return k.do(request{
		method: "POST", path: "/gateways/test/notifications", headers: map[string]string{"Signature": "good"},
		body: `{"EventID":"` + event + `","ExternalID":"ext-2","Reference":"{link}","Amount":` + amount + `,"Currency":"RUB","Status":"` + status + `"}`,
	})
}

func TestPayingByTheLink(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		k.form("/pay/{link}", "what=all").want(t, 303)
		t.Run("PAY-3/wrong sum pays nothing", func(t *testing.T) {
			require.Equal(t, "mismatch", k.notify("e0", "succeeded", "1").want(t, 200).text("outcome"))
			require.Equal(t, "part_payed", k.get("owner", "/orders/{order}").text("status"))
			decision := k.get("owner", "/decisions").want(t, 200)
			require.Equal(t, "notification_mismatch", decision.text("items", 0, "reason"))
			path := "/decisions/" + decision.text("items", 0, "id") + "/resolve"
			require.Equal(t, "not_one_of", k.post("owner", path, `{"resolution":"paid"}`).want(t, 422).text("code"))
			require.Equal(t, "closed", k.post("administrator", path, `{"resolution":"dismiss"}`).want(t, 200).text("state"))
			require.Equal(t, "decision_closed", k.post("owner", path, `{"resolution":"dismiss"}`).want(t, 409).text("code"))
		})
		t.Run("PAY-3/accepted once", func(t *testing.T) {
			require.Equal(t, "accepted", k.notify("e1", "succeeded", "9900").want(t, 200).text("outcome"))
			k.notify("e1", "succeeded", "9900").want(t, 200)
			k.notify("e2", "succeeded", "9900").want(t, 200)
			order := k.get("owner", "/orders/{order}").want(t, 200)
			require.Equal(t, "payed", order.text("status"))
			require.Equal(t, "10000", order.text("paid"))
			history := k.get("owner", "/orders/{order}/history").want(t, 200)
			require.Contains(t, fmt.Sprint(history.at("items")), "gateway:test", "ORD-7: which gateway it was")
		})
		t.Run("PAY-2/paid", func(t *testing.T) {
			page := k.do(request{method: "GET", path: "/pay/{link}"}).want(t, 200).Body.String()
			require.Contains(t, page, publicURL+"/purchase/")
			require.NotContains(t, page, `name="what"`)
			k.form("/pay/{link}", "what=all").want(t, 409)
		})
		t.Run("CUS-3/purchase page", func(t *testing.T) {
			link := k.get("owner", "/purchases?order_id={order}").want(t, 200).text("items", 0, "link")
			page := k.do(request{method: "GET", path: strings.TrimPrefix(link, publicURL)}).want(t, 200)
			require.Contains(t, page.Body.String(), "https://courses.example/door")
			require.Contains(t, page.Body.String(), "Open the door")
			require.Contains(t, page.Body.String(), "<h1>Your purchase</h1>")
			require.NotContains(t, page.Body.String(), "Thank you")
			require.NotContains(t, page.Body.String(), "anna@example.com")
			require.Contains(t, k.do(request{method: "GET", path: "/pay/{link}/return"}).want(t, 200).Body.String(), "https://courses.example/door")
		})
		t.Run("CUS-3/unknown purchase", func(t *testing.T) {
			k.do(request{method: "GET", path: "/purchase/nothing"}).want(t, 404)
		})
		t.Run("PAY-4/gateway money is not voided", func(t *testing.T) {
			gateway := k.get("owner", "/orders/{order}/payments").text("items", 1, "id")
			require.Equal(t, "payment_not_voidable", k.post("owner", "/payments/"+gateway+"/void", `{"reason":"x"}`).want(t, 409).text("code"))
			require.Contains(t, k.post("owner", "/payments/"+gateway+"/void", `{"reason":"x"}`).text("detail"), "it came through a gateway")
		})
		t.Run("PAY-4/moved to the deposit", func(t *testing.T) {
			gateway := k.get("owner", "/orders/{order}/payments").text("items", 1, "id")
			k.post("owner", "/payments/"+gateway+"/move", `{}`).want(t, 200)
			require.Equal(t, "9900", k.get("owner", "/customers/{customer}/deposits").want(t, 200).text("items", 0, "balance"))
			link := k.get("owner", "/purchases?order_id={order}").want(t, 200).text("items", 0, "link")
			page := k.do(request{method: "GET", path: strings.TrimPrefix(link, publicURL)}).want(t, 200).Body.String()
			require.Contains(t, page, "Access is closed")
			require.NotContains(t, page, "Thank you")
			require.Equal(t, "moved", k.get("owner", "/customers/{customer}/deposit-entries").want(t, 200).text("items", 0, "kind"))
		})
	})
}

func TestClosedPaymentLinks(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	k.patch("owner", "/offers/{offer}", `{"order_again":true,"deadline_days":3}`, "If-Match", "*").want(t, 200)
	placed := k.post("owner", "/orders", `{"customer_id":{other},"items":[{"offer_id":{offer}}]}`).want(t, 201)
	path := strings.TrimPrefix(placed.text("payment_link"), publicURL)
	t.Run("PAY-2/deadline passed", func(t *testing.T) {
		k.clock.MoveTo(epoch.Add(4 * 24 * time.Hour))
		page := k.do(request{method: "GET", path: path}).want(t, 200).Body.String()
		require.Contains(t, page, path+"/again")
		require.NotContains(t, page, `name="what"`)
	})
	t.Run("PAY-2/order again", func(t *testing.T) {
		require.Equal(t, http.StatusMethodNotAllowed, k.do(request{as: "owner", method: "GET", path: path + "/again"}).Code, "the GET of a mail scanner makes nothing")
		next := k.form(path+"/again", "").want(t, 303).Header().Get("Location")
		require.NotEqual(t, publicURL+path, next)
		require.Contains(t, k.do(request{method: "GET", path: strings.TrimPrefix(next, publicURL)}).want(t, 200).Body.String(), `name="what"`)
	})
	t.Run("PAY-2/false", func(t *testing.T) {
		order := k.post("owner", "/orders", `{"customer_id":{customer},"items":[{"offer_id":{strict}}]}`).want(t, 201)
		path := strings.TrimPrefix(order.text("payment_link"), publicURL)
		k.do(request{method: "GET", path: path}).want(t, 200)
		k.do(request{as: "owner", method: "DELETE", path: "/api/v1/orders/" + order.text("id")}).want(t, 200)
		k.do(request{method: "GET", path: path}).want(t, 404)
	})
}
