package api_test

import (
	"context"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/api/pages"
	"github.com/orderflow/orderflow/internal/store"
)

// salesKit has a page with one offer under /buy/yoga and one with two under /buy/both.
func salesKit(t *testing.T, k *kit) {
	t.Helper()
	k.ids["page"] = k.post("owner", "/sales-pages", k.fill(`{"slug":"yoga","title":"Йога","text":"Три недели","language":"ru","offer_ids":[{strict}],"advertising_text":"Хочу узнавать об акциях"}`)).want(t, 201).text("id")
	k.ids["both"] = k.post("owner", "/sales-pages", k.fill(`{"slug":"both","title":"Courses","offer_ids":[{offer},{strict}],"several":true,"phone_required":true,"consent_text":"I agree, see https://school.example/terms."}`)).want(t, 201).text("id")
}

var keyField = regexp.MustCompile(`name="key" value="([0-9a-f]{32})"`)

// fresh opens the page and gives the fields of a form of it.
func (k *kit) fresh(t *testing.T, slug string, more ...string) url.Values {
	t.Helper()
	body := k.do(request{method: "GET", path: "/buy/" + slug}).want(t, 200).Body.String()
	key := keyField.FindStringSubmatch(body)
	require.NotNil(t, key)
	form := url.Values{"key": {key[1]}, "offer": {k.ids["strict"]}, "name": {"Инна"}, "email": {"inna@example.com"}, "phone": {"+7 900 111-22-33"}, "consent": {"yes"}}
	for name, value := range pairs(more) {
		form.Set(name, value)
		if value == "" {
			form.Del(name)
		}
	}
	return form
}

func (k *kit) send(slug string, form url.Values, headers ...string) answer {
	return k.form("/buy/"+slug, form.Encode(), headers...)
}

// tally counts by SQL.
func (k *kit) tally(t *testing.T, sql string, args ...any) (n int64) {
	t.Helper()
	err := k.db.Read(context.Background(), func(tx *store.Tx) error { return tx.Raw(sql, args...).Scan(&n).Error })
	require.NoError(t, err)
	return n
}

func TestSalesPage(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		salesKit(t, k)
		t.Run("ORD-2/page", func(t *testing.T) {
			page := k.do(request{method: "GET", path: "/buy/yoga?utm_source=vk&utm_campaign=spring", headers: map[string]string{"Accept-Language": "en"}}).want(t, 200)
			require.Contains(t, page.Body.String(), "100\u00a0₽")
			require.Contains(t, page.Body.String(), "Оформить заказ", "the page's language, not the browser's")
			require.Contains(t, page.Body.String(), `name="source" value="vk / spring"`)
			require.NotRegexp(t, `<script|type="checkbox"[^>]*checked`, page.Body.String())
			require.Equal(t, "no-store", page.Header().Get("Cache-Control"))
			require.Contains(t, page.Header().Get("Content-Security-Policy"), "form-action 'self' https://school.example")

			form := k.fresh(t, "yoga", "source", "vk / spring")
			link := k.send("yoga", form).want(t, 303).Header().Get("Location")
			require.Contains(t, k.do(request{method: "GET", path: strings.TrimPrefix(link, publicURL)}).want(t, 200).Body.String(), `name="what"`)
			list := k.get("owner", "/orders?search=inna@example.com").want(t, 200)
			k.ids["sold"] = list.text("items", 0, "id")
			order := k.get("owner", "/orders/{sold}").want(t, 200)
			require.Equal(t, "page", order.text("created_via"))
			require.Equal(t, "customer", order.text("created_by", "kind"))
			require.Equal(t, "vk / spring", order.text("source"))
			require.Equal(t, link, order.text("payment_link"))
			require.Equal(t, k.ids["page"], order.text("history", 0, "data", "page"), "ORD-7: with link to the page")
			require.Equal(t, k.ids["page"], order.text("sales_page", "id"))
			require.Equal(t, publicURL+"/buy/yoga", order.text("sales_page", "address"))
			customer := k.get("owner", "/customers/"+order.text("customer_id")).want(t, 200)
			require.Equal(t, "Инна", customer.text("name"))
			require.Equal(t, "ru", customer.text("language"))
			require.Equal(t, "vk / spring", customer.text("source"))
			require.Equal(t, "order_created", k.get("owner", "/letters?order_id={sold}").want(t, 200).text("items", 0, "template"))
		})
		t.Run("ORD-1/referrer", func(t *testing.T) {
			for referrer, source := range map[string]string{
				"https://blog.example/post?mail=anna@example.com": "blog.example", "https://school.example/buy/yoga": "", "": "", "::": "",
			} {
				page := k.do(request{method: "GET", path: "/buy/yoga", headers: map[string]string{"Referer": referrer}}).want(t, 200)
				require.Contains(t, page.Body.String(), `name="source" value="`+source+`"`)
			}
		})
		t.Run("ORD-2/double click", func(t *testing.T) {
			form := k.fresh(t, "both", "offer", k.ids["offer"], "email", "double@example.com") // its policy would make any number
			before := k.tally(t, "SELECT COUNT(*) FROM orders")
			links := make([]string, 6)
			var wait sync.WaitGroup
			for i := range links {
				wait.Go(func() { links[i] = k.send("both", form).Header().Get("Location") })
			}
			wait.Wait()
			for _, link := range links {
				require.Equal(t, links[0], link)
				require.NotEmpty(t, link)
			}
			require.Equal(t, before+1, k.tally(t, "SELECT COUNT(*) FROM orders"))
		})
		t.Run("ORD-2/several offers", func(t *testing.T) {
			form := k.fresh(t, "both", "email", "several@example.com")
			form["offer"] = []string{k.ids["strict"], k.ids["offer"]}
			k.send("both", form).want(t, 303)
			order := k.get("owner", "/orders?search=several@example.com").want(t, 200)
			require.Equal(t, "20000", order.text("items", 0, "cost"))
			form = k.fresh(t, "yoga", "email", "one@example.com")
			form["offer"] = []string{k.ids["strict"], k.ids["offer"]}
			k.send("yoga", form).want(t, 422)
		})
	})
}

func TestSalesFormFaults(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	salesKit(t, k)
	orders := func() int64 { return k.tally(t, "SELECT COUNT(*) FROM orders") }
	before := orders()
	for name, c := range map[string]struct {
		slug   string
		fields []string
		says   []string
	}{
		"name":           {"yoga", []string{"name", " "}, []string{"Напишите, как вас зовут", `aria-describedby="wrong-name"`, `value="inna@example.com"`}},
		"line in name":   {"yoga", []string{"name", "a\r\nb"}, []string{`id="wrong-name"`}},
		"long name":      {"yoga", []string{"name", strings.Repeat("я", 201)}, []string{"не больше 200", strings.Repeat("я", 201)}},
		"email":          {"yoga", []string{"email", "inna@"}, []string{"в адресе ошибка", `value="inna@"`}},
		"phone":          {"both", []string{"phone", ""}, []string{"Write your phone number"}},
		"no phone":       {"both", []string{"phone", "none"}, []string{"does not look like a phone number", `aria-describedby="wrong-phone"`, `value="none"`}},
		"no phone, ru":   {"yoga", []string{"phone", "нет"}, []string{"это не номер телефона", `value="нет"`}},
		"long phone":     {"yoga", []string{"phone", strings.Repeat("1", 41)}, []string{"не больше 40"}},
		"consent":        {"yoga", []string{"consent", "", "advertising", "yes"}, []string{"Без этого согласия", `name="advertising" value="yes" checked`}},
		"nothing chosen": {"both", []string{"offer", ""}, []string{"Choose what you would like"}},
		"not on it":      {"yoga", []string{"offer", k.ids["dollars"]}, []string{"больше не продаётся"}},
		"no number":      {"yoga", []string{"offer", "x"}, []string{"больше не продаётся"}},
		"honeypot":       {"yoga", []string{"website", "https://spam.example"}, []string{"не удалось принять", `value="Инна"`}},
	} {
		t.Run("ORD-2/"+name, func(t *testing.T) {
			form := k.fresh(t, c.slug, c.fields...)
			body := html.UnescapeString(k.send(c.slug, form).want(t, 422).Body.String())
			for _, text := range append(c.says, `role="alert"`, form.Get("key")) {
				require.Contains(t, body, text)
			}
		})
	}
	t.Run("ORD-2/no form of ours", func(t *testing.T) {
		k.send("yoga", k.fresh(t, "yoga", "name", "\xff")).want(t, 400)
		k.send("yoga", k.fresh(t, "yoga", "name", strings.Repeat("x", 20<<10))).want(t, 413)
		k.do(request{method: "POST", path: "/buy/yoga", body: `{}`}).want(t, 400)
		k.send("yoga", k.fresh(t, "yoga"), "Sec-Fetch-Site", "cross-site").want(t, 403)
		k.send("yoga", k.fresh(t, "yoga"), "Origin", "https://evil.example").want(t, 403)
		k.send("nowhere", k.fresh(t, "yoga")).want(t, 404)
	})
	t.Run("ORD-2/half a form", func(t *testing.T) {
		k.form("/buy/yoga", "").want(t, 422)
	})
	require.Equal(t, before, orders())
	t.Run("ORD-2/no phone where none is needed", func(t *testing.T) {
		k.send("yoga", k.fresh(t, "yoga", "phone", "")).want(t, 303)
	})
}

// Who says somebody's e-mail learns and changes nothing of theirs.
func TestStrangerOnSalesPage(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		salesKit(t, k)
		token := func(form url.Values, slug string) string {
			link := k.send(slug, form).want(t, 303).Header().Get("Location")
			return strings.TrimPrefix(link, publicURL)
		}
		link := func(order answer) string { return strings.TrimPrefix(order.text("payment_link"), publicURL) }
		t.Run("ORD-13/page reuses the open order", func(t *testing.T) {
			first := token(k.fresh(t, "yoga", "email", "open@example.com"), "yoga")
			require.Equal(t, first, token(k.fresh(t, "yoga", "email", "OPEN@example.com"), "yoga"), "another form, another browser")
			order := k.get("owner", "/orders?search=open@example.com").want(t, 200)
			require.Len(t, order.at("items"), 1)
			history := k.get("owner", "/orders/"+order.text("items", 0, "id")+"/history").want(t, 200)
			require.Contains(t, history.Body.String(), `"kind":"ordered_again"`)
		})
		t.Run("ORD-2/keeps name and phone", func(t *testing.T) {
			page := k.do(request{method: "GET", path: token(k.fresh(t, "yoga", "email", "anna@example.com", "name", "Mallory", "phone", "+7 666 666-66-66"), "yoga")}).want(t, 200).Body.String()
			require.NotContains(t, page, "Petrova")
			customer := k.get("owner", "/customers/{customer}").want(t, 200)
			require.Equal(t, "Anna Petrova", customer.text("name"))
			require.Equal(t, "+7 900 000-00-00", customer.text("phone"))
			order := k.get("owner", "/orders?search=anna@example.com").want(t, 200)
			require.Equal(t, "Mallory", k.get("owner", "/orders/"+order.text("items", 0, "id")).text("sales_page", "typed_name"), "staff see what was typed")
		})
		for name, change := range map[string]func(order string){
			"money in it": func(o string) {
				k.post("owner", "/orders/"+o+"/payments", `{"method":"cash","amount":5000}`).want(t, 201)
			},
			"a part asked":  func(o string) { k.post("owner", "/orders/"+o+"/part", `{"amount":5000}`).want(t, 200) },
			"another price": func(o string) { k.reprice(t, o) },
			"owned": func(o string) {
				k.post("owner", "/orders/"+o+"/payments", `{"method":"cash","amount":10000}`).want(t, 201)
			},
		} {
			t.Run("ORD-13/page shows no stranger an order with "+name, func(t *testing.T) {
				email := strings.ReplaceAll(name, " ", "-") + "@example.com"
				person := k.post("owner", "/customers", `{"email":"`+email+`"}`).want(t, 201).text("id")
				old := k.post("owner", "/orders", `{"customer_id":`+person+`,"items":[{"offer_id":{strict}}]}`).want(t, 201)
				change(old.text("id"))
				next := token(k.fresh(t, "yoga", "email", email), "yoga")
				require.NotEqual(t, link(old), next)
				page := k.do(request{method: "GET", path: next}).want(t, 200).Body.String()
				require.Contains(t, page, `name="what"`)
				require.NotContains(t, page, "/purchase/")
				require.NotContains(t, page, "Уже оплачено")
				list := k.get("owner", "/orders?search="+email+"").want(t, 200)
				fresh := k.get("owner", "/orders/"+list.text("items", 0, "id")).want(t, 200)
				require.Equal(t, old.text("id"), fresh.text("history", 0, "data", "found"), "staff see what was found")
				require.Equal(t, next, token(k.fresh(t, "yoga", "email", email), "yoga"), "the next form finds the plain one")
			})
		}
		t.Run("ORD-13/page replaces what is past its deadline", func(t *testing.T) {
			k.patch("owner", "/offers/{strict}", `{"deadline_days":3}`, "If-Match", "*").want(t, 200)
			first := token(k.fresh(t, "yoga", "email", "late@example.com"), "yoga")
			k.clock.MoveTo(epoch.Add(4 * 24 * time.Hour))
			second := token(k.fresh(t, "yoga", "email", "late@example.com"), "yoga")
			require.NotEqual(t, first, second)
			require.Contains(t, k.do(request{method: "GET", path: second}).want(t, 200).Body.String(), `name="what"`)
			require.Equal(t, int64(1), k.tally(t, "SELECT COUNT(*) FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.email = 'late@example.com' AND o.status = 'cancelled'"))
		})
	})
}

// reprice gives the order's only item a price of its own.
func (k *kit) reprice(t *testing.T, order string) {
	t.Helper()
	item := k.get("owner", "/orders/"+order).want(t, 200).text("items", 0, "id")
	k.patch("owner", "/orders/"+order+"/items", `{"change":[{"item_id":`+item+`,"price":7000}]}`, "If-Match", "*").want(t, 200)
}

func TestConsents(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		salesKit(t, k)
		k.send("yoga", k.fresh(t, "yoga", "advertising", "yes")).want(t, 303)
		k.ids["inna"] = k.get("owner", "/customers?search=inna@example.com").want(t, 200).text("items", 0, "id")
		t.Run("PRIV-4/text, version, time and form", func(t *testing.T) {
			given := k.get("manager", "/customers/{inna}/consents").want(t, 200)
			require.Equal(t, "advertising", given.text("items", 0, "kind"))
			require.Equal(t, "Хочу узнавать об акциях", given.text("items", 0, "text"))
			require.Equal(t, "data", given.text("items", 1, "kind"))
			require.Contains(t, given.text("items", 1, "text"), "Yoga School")
			require.Equal(t, "1", given.text("items", 1, "version"))
			require.Equal(t, k.ids["page"], given.text("items", 1, "page_id"))
			require.Equal(t, "2026-03-02T09:00:00Z", given.text("items", 1, "given_at"))
		})
		t.Run("PRIV-4/another wording", func(t *testing.T) {
			k.patch("owner", "/sales-pages/{page}", `{"title":"Йога и сон"}`, "If-Match", `"1"`).want(t, 200)
			require.Equal(t, "1", k.get("owner", "/sales-pages/{page}").text("consent_version"), "a title is no wording")
			require.Equal(t, "2", k.patch("owner", "/sales-pages/{page}", `{"consent_text":"Согласен"}`, "If-Match", `"2"`).want(t, 200).text("consent_version"))
			k.send("yoga", k.fresh(t, "yoga")).want(t, 303)
			given := k.get("owner", "/customers/{inna}/consents").want(t, 200)
			require.Equal(t, "Согласен", given.text("items", 0, "text"))
			require.Equal(t, "2", given.text("items", 0, "version"))
			require.Contains(t, given.text("items", 2, "text"), "Yoga School", "the earlier wording stays")
		})
		t.Run("PRIV-4/advertising is separate", func(t *testing.T) {
			require.NotContains(t, k.do(request{method: "GET", path: "/buy/both"}).want(t, 200).Body.String(), `name="advertising"`)
			form := k.fresh(t, "both", "email", "quiet@example.com", "advertising", "yes")
			k.send("both", form).want(t, 303)
			id := k.get("owner", "/customers?search=quiet@example.com").want(t, 200).text("items", 0, "id")
			require.Len(t, k.get("owner", "/customers/"+id+"/consents").at("items"), 1, "nobody agrees to what was not asked")
		})
		t.Run("PRIV-4/revocable", func(t *testing.T) {
			all := k.get("owner", "/customers/{inna}/consents").want(t, 200)
			path := "/customers/{inna}/consents/" + all.text("items", 1, "id") + "/revoke"
			require.Equal(t, "advertising", all.text("items", 1, "kind"))
			require.NotEmpty(t, k.post("manager", path, "").want(t, 200).text("items", 1, "revoked_at"))
			require.Empty(t, k.get("owner", "/customers/{inna}/consents").text("items", 2, "revoked_at"), "the other consent stands")
			require.Contains(t, k.get("owner", "/customers/{inna}/profile").want(t, 200).Body.String(), "consent_revoked")
			k.post("owner", "/customers/{other}/consents/"+all.text("items", 1, "id")+"/revoke", "").want(t, 404)
		})
	})
}

func TestSalesPagesOfStaff(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	salesKit(t, k)
	k.staffed(t)
	t.Run("ORD-2/bad pages", func(t *testing.T) {
		for body, code := range map[string]string{
			`{"slug":"Yoga!","title":"T","offer_ids":[{offer}]}`:                                           "invalid_slug",
			`{"slug":"yoga","title":"T","offer_ids":[{offer}]}`:                                            "already_exists",
			`{"slug":"x","title":" ","offer_ids":[{offer}]}`:                                               "required",
			`{"slug":"x","title":"T","offer_ids":[]}`:                                                      "required",
			`{"slug":"x","title":"T","offer_ids":[{offer},{offer}]}`:                                       "already_exists",
			`{"slug":"x","title":"T","offer_ids":[999]}`:                                                   "unknown_reference",
			`{"slug":"x","title":"T","offer_ids":[{offer},{dollars}],"several":true}`:                      "mixed_currency",
			`{"slug":"x","title":"T","offer_ids":[{offer}],"consent_text":""}`:                             "required",
			`{"slug":"x","title":"T","offer_ids":[{offer}],"language":"de"}`:                               "not_one_of",
			`{"slug":"x","title":"T","offer_ids":[{offer}],"text":"` + strings.Repeat("я", 20_001) + `"}`:  "too_long",
			`{"slug":"` + strings.Repeat("x", 61) + `","title":"T","offer_ids":[{offer}],"language":"en"}`: "too_long",
		} {
			a := k.post("owner", "/sales-pages", body)
			require.Contains(t, a.Body.String(), `"`+code+`"`, body)
			require.Contains(t, []int{409, 422}, a.Code)
		}
		require.Equal(t, 412, k.patch("owner", "/sales-pages/{page}", `{"title":"X"}`, "If-Match", `"7"`).Code)
	})
	t.Run("ORD-2/switched off", func(t *testing.T) {
		form := k.fresh(t, "yoga")
		k.patch("owner", "/sales-pages/{page}", `{"active":false}`, "If-Match", "*").want(t, 200)
		k.do(request{method: "GET", path: "/buy/yoga"}).want(t, 404)
		k.send("yoga", form).want(t, 404)
		preview := k.do(request{as: "mary", method: "GET", path: "/buy/yoga"}).want(t, 200).Body.String()
		require.Contains(t, preview, "Предпросмотр")
		require.Contains(t, preview, "<button disabled>")
		k.do(request{as: "mary", method: "POST", path: "/buy/yoga", body: form.Encode(), headers: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}}).want(t, 404)
		k.patch("owner", "/sales-pages/{page}", `{"active":true}`, "If-Match", "*").want(t, 200)
		k.send("yoga", form).want(t, 303)
	})
	t.Run("ORD-2/no such page speaks of no letter", func(t *testing.T) {
		for _, slug := range []string{"nowhere", "a b"} {
			for header, says := range map[string][]string{
				"ru": {"страницу могли выключить или переименовать", "письм"}, "en": {"may have been switched off or renamed", "the letter"},
			} {
				body := k.do(request{method: "GET", path: "/buy/" + url.PathEscape(slug), headers: map[string]string{"Accept-Language": header}}).want(t, 404).Body.String()
				require.Contains(t, body, says[0])
				require.NotContains(t, body, says[1])
			}
		}
		require.NotContains(t, k.send("yoga", k.fresh(t, "yoga", "name", "\xff")).want(t, 400).Body.String(), "письмо", "none was sent")
	})
	t.Run("ORD-4/archived offers are off the page", func(t *testing.T) {
		form := k.fresh(t, "both", "email", "shelf@example.com")
		k.patch("owner", "/offers/{strict}", `{"archived":true}`, "If-Match", "*").want(t, 200)
		k.send("both", form).want(t, 422)
		require.Contains(t, k.do(request{method: "GET", path: "/buy/yoga"}).want(t, 200).Body.String(), "ничего не продаётся")
	})
}

// Limits are by network address and by e-mail, in the database that all servers share.
func TestSalesFormLimits(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	salesKit(t, k)
	letters := func() int64 { return k.tally(t, "SELECT COUNT(*) FROM letters") }
	t.Run("ORD-2/repetitions bar nobody", func(t *testing.T) {
		for range 12 {
			k.send("yoga", k.fresh(t, "yoga", "email", "again@example.com")).want(t, 303)
		}
		k.send("both", k.fresh(t, "both", "email", "again@example.com", "offer", k.ids["offer"])).want(t, 303)
	})
	t.Run("ORD-2/by e-mail", func(t *testing.T) {
		var last string
		for range 10 { // each one a new order: the offer's policy says so
			last = k.send("both", k.fresh(t, "both", "email", "often@example.com", "offer", k.ids["offer"])).want(t, 303).Header().Get("Location")
		}
		sent := letters()
		same := k.send("both", k.fresh(t, "both", "email", "often@example.com", "offer", k.ids["offer"])).want(t, 303)
		require.Equal(t, last, same.Header().Get("Location"), "who wants the same is led to the order that stands")
		for slug, says := range map[string]string{"yoga": "С этим адресом почты", "both": "with this e-mail address"} {
			a := k.send(slug, k.fresh(t, slug, "email", "often@example.com")).want(t, 429)
			seconds, err := strconv.ParseInt(a.Header().Get("Retry-After"), 10, 64)
			require.NoError(t, err)
			require.Greater(t, seconds, int64(600), "an hour, less what the test took")
			body := a.Body.String()
			require.Contains(t, body, says)
			require.Contains(t, body, pages.TooManyOrders(map[string]string{"yoga": "ru", "both": "en"}[slug], true, seconds))
			require.Contains(t, body, `value="often@example.com"`)
		}
		require.Equal(t, sent, letters(), "no more letters either")
		k.send("yoga", k.fresh(t, "yoga", "email", "seldom@example.com")).want(t, 303)
	})
	t.Run("ORD-2/by address", func(t *testing.T) {
		require.NoError(t, k.db.Write(context.Background(), func(tx *store.Tx) error {
			return tx.Exec("UPDATE attempts SET failures = 120 WHERE failures > 10 OR failures = 11").Error
		}))
		body := k.send("yoga", k.fresh(t, "yoga", "email", "next@example.com")).want(t, 429).Body.String()
		require.Contains(t, body, "Отсюда пришло очень много заказов")
		k.do(request{
			method: "POST", path: "/buy/yoga", body: k.fresh(t, "yoga", "email", "next@example.com").Encode(), from: "203.0.113.9:1000",
			headers: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
		}).want(t, 303)
		require.Zero(t, k.tally(t, "SELECT COUNT(*) FROM attempts WHERE key LIKE '%192.0.2.1%' OR key LIKE '%@%'"), "no address is kept")
	})
}
