package demoschool

import "fmt"

// words are what a school sells and says in one language.
type words struct {
	school, owner string
	managers      []string
	offers        []offer
	first, last   []string // names of customers
	mail          []string // the same in Latin letters, for addresses: first names, then last names
	page, story   string
	advertising   string
	comments      []string
	tags          []string
	currency      string
}

// offer is one thing on sale; prices are in minor units.
type offer struct {
	code, title, instructions string
	price, part               int64
	deadline                  int64 // days
}

var russian = words{
	school: "Школа йоги «Рассвет»", owner: "Ольга Смирнова", managers: []string{"Мария Ковалёва", "Антон Лебедев"}, currency: "RUB",
	offers: []offer{
		{"yoga-start", "Йога с нуля", "Первый урок уже открыт. Коврик и немного места — больше ничего не нужно.", 990_000, 0, 3},
		{"meditation", "Медитация: 21 день", "Уроки приходят каждое утро в 7:00.", 490_000, 0, 3},
		{"retreat", "Ретрит на Алтае", "Куратор свяжется с вами до конца недели.", 4_500_000, 1_500_000, 7},
		{"nutrition", "Разбор питания", "Заполните дневник, и мы назначим встречу.", 290_000, 0, 5},
	},
	first: []string{"Анна", "Борис", "Вера", "Глеб", "Дарья", "Егор", "Жанна", "Захар", "Инна", "Кирилл", "Лидия", "Марк"},
	last:  []string{"Соколенко", "Дорош", "Маслак", "Ветрук", "Калинченко", "Шевчук", "Громыко"},
	page:  "Йога с нуля — три недели", story: "Двадцать минут в день, живой разбор ошибок и чат с преподавателем.\n\nЧто внутри:\n— 15 уроков в записи, доступ навсегда;\n— три встречи в прямом эфире;\n— ответы на вопросы каждый день.",
	advertising: "Хочу получать письма о новых курсах и скидках",
	comments:    []string{"Просила перезвонить после шести", "Интересуется оплатой частями", "Оплатит в пятницу, с зарплаты"},
	tags:        []string{"вебинар", "повторный", "рассрочка"},
}

var english = words{
	school: "Sunrise Yoga School", owner: "Olga Smirnova", managers: []string{"Maria Novak", "Anton Lindt"}, currency: "USD",
	offers: []offer{
		{"yoga-start", "Yoga from scratch", "The first lesson is open. All you need is a mat.", 9900, 0, 3},
		{"meditation", "Meditation: 21 days", "A lesson comes every morning at seven.", 4900, 0, 3},
		{"retreat", "Mountain retreat", "Your guide will be in touch before the week is over.", 45_000, 15_000, 7},
		{"nutrition", "Nutrition review", "Keep the diary and we will set a date.", 2900, 0, 5},
	},
	first: []string{"Anna", "Boris", "Vera", "Glen", "Daria", "Edgar", "Joan", "Zack", "Inna", "Carl", "Lydia", "Mark"},
	last:  []string{"Solen", "Dorsh", "Maslow", "Wetrow", "Kalin", "Shaw", "Gromer"},
	page:  "Yoga from scratch: three weeks", story: "Twenty minutes a day, a teacher who looks at your mistakes, a chat that answers.\n\nInside:\n— 15 recorded lessons, yours for ever;\n— three live meetings;\n— answers every day.",
	advertising: "Write to me about new courses and discounts",
	comments:    []string{"Asked to be called after six", "Would like to pay in parts", "Pays on Friday"},
	tags:        []string{"webinar", "came back", "in parts"},
}

var latin = []string{"anna", "boris", "vera", "gleb", "daria", "egor", "zhanna", "zakhar", "inna", "kirill", "lidia", "mark"}

func wordsOf(language string) words {
	w := english
	if language == "ru" {
		w = russian
	}
	w.mail = latin
	return w
}

// person is the customer of a number.
func (w words) person(i int) (name, email, phone string) {
	first, last := i%len(w.first), i/len(w.first)%len(w.last)
	return w.first[first] + " " + w.last[last], fmt.Sprintf("%s%d@customer.example", w.mail[first], i+1), fmt.Sprintf("+7 900 555-%02d-%02d", i/60+10, i%60)
}
