package pages_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/api/pages"
	"github.com/orderflow/orderflow/models"
)

func payment(change func(*pages.Payment)) pages.Payment {
	p := pages.Payment{
		Account: "Школа «Рассвет»", State: pages.PaymentOpen, Number: 1042, Currency: "RUB",
		Items: []pages.Item{
			{Title: "Йога для начинающих", Quantity: 1, Sum: 990_000}, {Title: "Коврик <плотный>", Quantity: 2, Sum: 260_000},
		},
		Cost: 1_250_000, Left: 1_250_000, Action: "/pay/tok", Gateways: []pages.Gateway{{Code: "test", Title: "Тестовая оплата"}},
		Deadline:    time.Date(2026, 3, 4, 12, 30, 0, 0, time.UTC),
		PurchaseURL: "/purchase/abc", OrderAgainURL: "/sale/yoga", RefreshURL: "/pay/tok",
	}
	if change != nil {
		change(&p)
	}
	return p
}

func returned(change func(*pages.Return)) pages.Return {
	r := pages.Return{
		Account: "Школа «Рассвет»", State: pages.ReturnPaid, Number: 1042, Currency: "RUB", PaymentURL: "/pay/tok", RefreshURL: "/after/tok",
		Purchases: []pages.Purchase{
			{Title: "Йога для начинающих", Instructions: "Первый урок — в понедельник.\nВозьмите коврик.", Status: models.PurchaseActive, Link: "https://school.example/p/abc", Ends: time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)},
			{Title: "Медитация", Status: models.PurchaseNotStarted, Starts: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)},
		},
	}
	if change != nil {
		change(&r)
	}
	return r
}

// examples are all states that a visitor can meet, with what each must and must not show.
func examples() map[string]struct {
	page      pages.Page
	has, lack []string
} {
	type example = struct {
		page      pages.Page
		has, lack []string
	}
	return map[string]example{
		"PAY-2/open, in full": {
			payment(nil),
			[]string{"12\u00a0500\u00a0₽", "4 марта 2026, 12:30", `name="what" value="all"`, `name="gateway" value="test"`, `action="/pay/tok"`, "Коврик &lt;плотный&gt; × 2"},
			[]string{`name="part"`, "Уже оплачено", `type="radio"`},
		},
		"PAY-2/open, a part may be chosen": {
			payment(func(p *pages.Payment) { p.SmallestPart = 100_000 }),
			[]string{`name="part"`, "не меньше 1\u00a0000\u00a0₽", `placeholder="1000.00"`, `value="all" checked`},
			nil,
		},
		"PAY-2/open, a part is paid": {
			payment(func(p *pages.Payment) { p.Paid, p.Left = 250_000, 1_000_000 }),
			[]string{"Уже оплачено", "2\u00a0500\u00a0₽", "Оплатить 10\u00a0000\u00a0₽"},
			nil,
		},
		"PAY-2/a part below the smallest": {
			payment(func(p *pages.Payment) {
				p.SmallestPart, p.Part, p.Fault = 100_000, "<5>", "Часть слишком мала."
			}),
			[]string{`role="alert"`, "Часть слишком мала.", `value="&lt;5&gt;"`, `value="part" checked`},
			nil,
		},
		"PAY-2/part asked by staff": {
			payment(func(p *pages.Payment) { p.Asked = 500_000 }),
			[]string{`value="asked" checked`, "5\u00a0000\u00a0₽", `value="all"`},
			[]string{`value="all" checked`, `name="part"`},
		},
		"PAY-2/two gateways": {
			payment(func(p *pages.Payment) {
				p.Gateways = append(p.Gateways, pages.Gateway{Code: "stripe", Title: "Карта"})
			}),
			[]string{`type="radio" name="gateway" value="test" checked`, `name="gateway" value="stripe"`},
			nil,
		},
		"PAY-2/no gateway": {payment(func(p *pages.Payment) { p.Gateways = nil }), []string{"Сейчас оплатить нельзя"}, []string{"<form"}},
		"PAY-2/paid":       {payment(func(p *pages.Payment) { p.State = pages.PaymentPaid }), []string{"Заказ оплачен", `href="/purchase/abc"`}, []string{"<form"}},
		"PAY-2/deadline passed": {
			payment(func(p *pages.Payment) { p.State = pages.PaymentLate }),
			[]string{"Срок оплаты прошёл", `action="/sale/yoga"`},
			[]string{`name="what"`},
		},
		"PAY-2/cancelled": {
			payment(func(p *pages.Payment) { p.State, p.OrderAgainURL = pages.PaymentCancelled, "" }),
			[]string{"Заказ отменён"},
			[]string{"<form", "Заказать ещё раз"},
		},
		"PAY-2/being checked": {
			payment(func(p *pages.Payment) { p.State, p.UnpaidURL = pages.PaymentChecking, "/pay/tok?unpaid" }),
			[]string{"Проверяем ваш платёж", "Платить ещё раз не нужно", `href="/pay/tok"`, `href="/pay/tok?unpaid">Вернуться к оплате`},
			[]string{"<form"},
		},
		"PAY-2/afterwards": {
			returned(nil),
			[]string{`href="https://school.example/p/abc"`, "Доступ до 1 сентября 2026", "Откроется 1 апреля 2026"},
			[]string{"Оплатить остаток"},
		},
		"PAY-2/afterwards, the offer's text": {
			returned(func(r *pages.Return) { r.Text = "Ждём вас в <чате>" }),
			[]string{"Ждём вас в &lt;чате&gt;"},
			[]string{"Вот ваша покупка"},
		},
		"PAY-2/afterwards, a rest": {returned(func(r *pages.Return) { r.Left = 5000 }), []string{"50\u00a0₽", `href="/pay/tok"`}, nil},
		"PAY-2/afterwards, being checked": {
			returned(func(r *pages.Return) { r.State = pages.ReturnChecking }),
			[]string{"Проверяем ваш платёж", `href="/after/tok"`},
			[]string{"school.example/p/abc"},
		},
		"PAY-2/afterwards, declined": {
			returned(func(r *pages.Return) { r.State = pages.ReturnFailed }),
			[]string{"Платёж не прошёл", `href="/pay/tok"`},
			[]string{"school.example/p/abc"},
		},
		"PAY-2/afterwards, the order keeps no money": {
			returned(func(r *pages.Return) { r.State = pages.ReturnReceived }),
			[]string{"Спасибо, платёж получен", "Школа свяжется с вами"},
			[]string{"Платёж не прошёл", `href="/pay/tok"`, "school.example/p/abc"},
		},
		"PAY-2/nothing here": {pages.Failure{Status: 404}, []string{"Здесь ничего нет"}, []string{"<form"}},
		"PAY-2/trouble":      {pages.Failure{Account: "Школа", Status: 503, Message: "Сервис занят <x>."}, []string{"Не получилось", "Сервис занят &lt;x&gt;."}, nil},
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	for name, c := range examples() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ru := render(t, "ru", c.page)
			for _, text := range c.has {
				require.Contains(t, ru, text)
			}
			for _, text := range c.lack {
				require.NotContains(t, ru, text)
			}
			en := render(t, "en", c.page)
			for _, text := range []string{ru, en} {
				require.Equal(t, 1, strings.Count(text, "<h1>"))
				require.NotContains(t, text, "<script")
				require.NotRegexp(t, `(?i)\son[a-z]+=|\sstyle=|ZgotmplZ|<no value>`, text)
			}
			require.Contains(t, en, `<html lang="en">`)
			require.NotEqual(t, ru, en)
			keep(t, name, ru)
		})
	}
}

func render(t *testing.T, lang string, page pages.Page) string {
	t.Helper()
	w := httptest.NewRecorder()
	require.NoError(t, pages.Render(w, http.StatusOK, lang, page))
	return w.Body.String()
}

// keep writes the page where ORDERFLOW_PAGES says, for looking at it in a browser.
func keep(t *testing.T, name, page string) {
	t.Helper()
	directory := os.Getenv("ORDERFLOW_PAGES")
	if directory == "" {
		return
	}
	file := strings.NewReplacer("/", "-", " ", "-", ",", "", "'", "").Replace(name) + ".html"
	require.NoError(t, os.WriteFile(filepath.Join(directory, file), []byte(page), 0o600))
}

func TestPagesArePrivate(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	require.NoError(t, pages.Render(w, http.StatusNotFound, "de", pages.Failure{Status: 404}))
	require.Equal(t, http.StatusNotFound, w.Code)
	require.Contains(t, w.Body.String(), "There is nothing here")
	for name, want := range map[string]string{
		"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store",
		"X-Content-Type-Options": "nosniff", "Content-Language": "en",
	} {
		require.Equal(t, want, w.Header().Get(name), "PAY-2: %s", name)
	}
	require.Contains(t, w.Header().Get("Content-Security-Policy"), "default-src 'none'; style-src 'sha256-")
}

// No page can show an e-mail address, a phone or a full name, because none is given one.
func TestPagesKnowNobody(t *testing.T) {
	t.Parallel()
	for _, page := range []pages.Page{pages.Payment{}, pages.Return{}, pages.Failure{}} {
		kind := reflect.TypeOf(page)
		for i := range kind.NumField() {
			require.NotRegexp(t, `(?i)mail|phone|name|customer`, kind.Field(i).Name, "PAY-2: %s", kind)
		}
	}
}
