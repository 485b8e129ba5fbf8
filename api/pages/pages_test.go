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
		School: pages.School{Account: "Школа «Рассвет»", Contact: "help@rassvet.example"}, State: pages.PaymentOpen, Number: 1042, Currency: "RUB",
		Items: []pages.Item{
			{Title: "Йога для начинающих", Quantity: 1, Sum: 990_000}, {Title: "Коврик <плотный>", Quantity: 2, Sum: 260_000},
		},
		Cost: 1_250_000, Left: 1_250_000, Action: "/pay/tok", Gateways: []pages.Gateway{{Code: "test", Title: "Тестовая оплата"}},
		Deadline: time.Date(2026, 3, 4, 12, 30, 0, 0, time.FixedZone("MSK", 3*3600)), Now: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
		PurchaseURL: "/purchase/abc", OrderAgainURL: "/sale/yoga", RefreshURL: "/pay/tok",
	}
	if change != nil {
		change(&p)
	}
	return p
}

func returned(change func(*pages.Return)) pages.Return {
	r := pages.Return{
		School: pages.School{Account: "Школа «Рассвет»", Contact: "help@rassvet.example"}, State: pages.ReturnPaid, Number: 1042, Currency: "RUB", PaymentURL: "/pay/tok", RefreshURL: "/after/tok",
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

func sales(change func(*pages.Sales)) pages.Sales {
	s := pages.Sales{
		School: pages.School{Account: "«Рассвет», школа", Seller: "ИП Соколова А. А., ИНН 770000000000", Contact: "+7 (900) 000-00-00"},
		Title:  "Йога за три недели", Text: "Каждое утро.\nПодробности: https://school.example/yoga?a=1&b=<2>.", Action: "https://school.example/buy/yoga",
		Offers: []pages.SalesOffer{
			{ID: 1, Title: "Сам", Price: 990_000, Currency: "RUB", Chosen: true, DeadlineDays: 3}, {ID: 2, Title: "С куратором <и чатом>", Price: 1_990_000, Currency: "RUB", SmallestPart: 500_000},
		},
		Consent: "Согласен на обработку данных: https://school.example/policy.", Advertising: "Хочу узнавать об акциях", FormKey: strings.Repeat("0a", 16),
	}
	if change != nil {
		change(&s)
	}
	return s
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
			[]string{"12\u00a0500\u00a0₽", "4 марта, 12:30\u00a0МСК", `name="what" value="all"`, `name="gateway" value="test"`, `action="/pay/tok"`, "Коврик &lt;плотный&gt; <span class=\"times\">× 2</span>"},
			[]string{`name="part"`, "Уже оплачено", `type="radio"`},
		},
		"PAY-2/open, a part may be chosen": {
			payment(func(p *pages.Payment) { p.SmallestPart = 100_000 }),
			[]string{`name="part"`, "не меньше 1\u00a0000\u00a0₽", `placeholder="1000"`, `value="all" checked`},
			nil,
		},
		"PAY-2/open, a part is paid": {
			payment(func(p *pages.Payment) { p.Paid, p.Left = 250_000, 1_000_000 }),
			[]string{"Уже оплачено", "2\u00a0500\u00a0₽", "Оплатить 10\u00a0000\u00a0₽"},
			nil,
		},
		"PAY-2/all chosen where a part was agreed on": {
			payment(func(p *pages.Payment) {
				p.Asked, p.SmallestPart, p.What, p.Fault = 300_000, 100_000, "all", "Ещё раз."
			}),
			[]string{`value="all" checked`},
			[]string{`value="asked" checked`, `value="part" checked`},
		},
		"PAY-2/a part that may not be chosen any more": {
			payment(func(p *pages.Payment) { p.Asked, p.What, p.Part = 300_000, "part", "5" }),
			[]string{`value="asked" checked`},
			[]string{`name="part"`},
		},
		"PAY-2/a part below the smallest": {
			payment(func(p *pages.Payment) {
				p.SmallestPart, p.What, p.Part, p.Fault = 100_000, "part", "<5>", "Часть слишком мала."
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
		"PAY-2/cancelled, money is kept": {
			payment(func(p *pages.Payment) {
				p.State, p.OrderAgainURL, p.Paid, p.Returning = pages.PaymentCancelled, "", 250_000, 100_000
			}),
			[]string{"Ваши деньги в этом заказе: <b>1\u00a0500\u00a0₽</b>", "К возврату: <b>1\u00a0000\u00a0₽</b>"},
			[]string{"<form", "Возвращено"},
		},
		"PAY-2/cancelled, money was given back": {
			payment(func(p *pages.Payment) { p.State, p.Refunded = pages.PaymentCancelled, 250_000 }),
			[]string{"Заказ отменён", "Возвращено: <b>2\u00a0500\u00a0₽</b>"},
			[]string{"Ваши деньги в этом заказе", "К возврату"},
		},
		"PAY-2/money goes back": {
			payment(func(p *pages.Payment) {
				p.State, p.Paid, p.Left, p.Returning = pages.PaymentReturning, 1_250_000, 0, 1_250_000
			}),
			[]string{"Оформляем возврат", "К возврату: <b>12\u00a0500\u00a0₽</b>", "Заказ № 1042"},
			[]string{"<form", "Заказ оплачен", "Возвращено", `href="/purchase/abc"`},
		},
		"PAY-2/money was given back": {
			payment(func(p *pages.Payment) { p.State, p.Refunded = pages.PaymentReturning, 1_250_000 }),
			[]string{"Деньги возвращены", "Возвращено: <b>12\u00a0500\u00a0₽</b>"},
			[]string{"<form", "Заказ оплачен", "Оформляем возврат", "К возврату"},
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
		"ORD-2/a sales page": {
			sales(nil),
			[]string{
				"9\u00a0900\u00a0₽", `type="radio" name="offer" value="1" checked`, "С куратором &lt;и чатом&gt;", "можно частями, от 5\u00a0000\u00a0₽", "на оплату — 3\u00a0дня", "Получатель: <b>ИП Соколова",
				`href="https://school.example/yoga?a=1&amp;b=" target="_blank"`, `href="https://school.example/policy"`, `href="tel:&#43;79000000000"`, `aria-hidden="true">Р<`, `class="trap" aria-hidden="true"`,
			},
			[]string{`name="consent" value="yes" required checked`, `value="yes" checked`, `role="alert"`, "<2>", "Демо"},
		},
		"ORD-2/a sales page, one free offer": {
			sales(func(s *pages.Sales) {
				s.Offers, s.Advertising, s.Demo = []pages.SalesOffer{{ID: 3, Title: "Пробный урок", Currency: "RUB"}}, "", true
			}),
			[]string{"Бесплатно", `type="hidden" name="offer" value="3"`, "Пробный урок", "Демо."},
			[]string{`name="advertising"`, `type="radio"`, "на оплату —"},
		},
		"ORD-2/a sales page with faults": {
			sales(func(s *pages.Sales) {
				s.Name, s.Email, s.Welcome, s.PhoneRequired = "Инна <b>", "inna@", true, true
				s.Faults = map[string]string{"email": "Ошибка в адресе", "consent": "Нужно согласие", "phone": "Нужен телефон"}
			}),
			[]string{`role="alert"`, `value="Инна &lt;b&gt;"`, `aria-describedby="wrong-email hint-email" aria-invalid="true"`, `id="wrong-phone">Нужен телефон`, `id="wrong-consent"`, `name="advertising" value="yes" checked`},
			nil,
		},
		"ORD-2/a sales page that is off": {sales(func(s *pages.Sales) { s.Preview, s.Several = true, true }), []string{"Предпросмотр", "<button disabled>", `type="checkbox" name="offer"`}, nil},
		"ORD-2/nothing on sale":          {sales(func(s *pages.Sales) { s.Offers = nil }), []string{"ничего не продаётся"}, []string{"<form"}},
		"PAY-2/nothing here":             {pages.Failure{Status: 404}, []string{"Здесь ничего нет"}, []string{"<form"}},
		"PAY-2/trouble":                  {pages.Failure{School: pages.School{Account: "Школа"}, Status: 503, Message: "Сервис занят <x>."}, []string{"Не получилось", "Сервис занят &lt;x&gt;."}, nil},
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
			keep(t, name+" ru", ru)
			keep(t, name+" en", en)
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

func TestTooManyOrders(t *testing.T) {
	t.Parallel()
	for seconds, says := range map[int64][2]string{
		1: {"1 minute.", "1\u00a0минуту."}, 61: {"2 minutes.", "2\u00a0минуты."}, 300: {"5 minutes.", "5\u00a0минут."}, 1260: {"21 minutes.", "21\u00a0минуту."},
		3540: {"59 minutes.", "59\u00a0минут."}, 3541: {"1 hour.", "1\u00a0час."}, 3600: {"1 hour.", "1\u00a0час."}, 3601: {"2 hours.", "2\u00a0часа."},
	} {
		require.Equal(t, "There have been very many orders from here. Please try again in "+says[0], pages.TooManyOrders("en", false, seconds))
		require.Equal(t, "С этим адресом почты оформлено очень много заказов. Новый можно оформить через "+says[1], pages.TooManyOrders("ru", true, seconds))
	}
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
