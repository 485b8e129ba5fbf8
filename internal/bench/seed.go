package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// The size of a school that has sold for three years.
const (
	seedOrders    = 1_000_000
	seedCustomers = 300_000
)

// SeedLogin is how the owner of a seeded school logs in.
var SeedLogin = struct{ Email, Password string }{"owner@bench.example", "a million paper boats"}

// Seed fills an empty installation on the PostgreSQL of the DSN with 1,000,000
// orders of 300,000 customers, spread over three years as a school's are: growing
// sales, ten statuses, twelve offers, eight managers, sources, people with Russian
// names. It is for lists, searches, boards and figures; nothing in it waits for a process.
func Seed(ctx context.Context, o Options) error {
	o = o.withDefaults()
	if o.DSN == "" {
		return errors.New("seed: name the database by --dsn")
	}
	b := &bench{options: o}
	s := &stand{bench: b, dsn: o.DSN, url: "http://127.0.0.1:8080"}
	defer s.close()
	var err error
	if s.db, err = pgxpool.New(ctx, o.DSN); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	s.closers = append(s.closers, s.db.Close)
	if s.Installation, err = o.Shop(ctx, Site{DSN: o.DSN, PublicURL: s.url, Connections: 8}); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	s.closers = append(s.closers, s.Close)
	started := time.Now()
	if _, err := s.seed(ctx); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	b.say("seeded in %s; log in as %s, %q", time.Since(started).Round(time.Second), SeedLogin.Email, SeedLogin.Password)
	return nil
}

// seed makes the school: what there is little of by the use cases, the rest by
// SQL from one customer and one order that these made.
func (s *stand) seed(ctx context.Context) (*shop, error) {
	shop, err := s.furnishSchool(ctx)
	if err != nil {
		return nil, err
	}
	customers, orders := s.options.count(seedCustomers, 300), s.options.count(seedOrders, 1000)
	steps := []struct {
		what string
		do   func() error
	}{
		{"customers", func() error { return s.seedCustomers(ctx, shop, customers) }},
		{"words to find them by", func() error { return s.seedWords(ctx) }},
		{"orders", func() error { return s.seedOrders(ctx, shop, customers, orders) }},
		{"items, tags, history", func() error { return s.seedAround(ctx, shop) }},
		{"payments", func() error { return s.seedPayments(ctx, shop) }},
		{"statistics", func() error { return s.settleSeed(ctx) }},
	}
	for _, step := range steps {
		started := time.Now()
		if err := step.do(); err != nil {
			return nil, fmt.Errorf("%s: %w", step.what, err)
		}
		s.say("  %s: %s", step.what, time.Since(started).Round(time.Second/10))
	}
	return shop, nil
}

// furnishSchool is furnish with more to choose from.
func (s *stand) furnishSchool(ctx context.Context) (*shop, error) {
	shop, err := s.furnish(ctx)
	if err != nil {
		return nil, err
	}
	for i := 3; i < seedOffers; i++ {
		if _, err := s.offer(ctx, shop.owner, i); err != nil {
			return nil, err
		}
	}
	for i := range seedManagers {
		p := services.StaffParams{Name: seedNames[i], Email: fmt.Sprintf("manager%d@bench.example", i+1), Role: models.RoleManager, Active: true}
		if _, err := s.Service.CreateStaff(ctx, shop.owner, p); err != nil {
			return nil, err
		}
	}
	board := services.BoardParams{Title: "VIP", Stages: []services.StageParams{{Title: "Звонок"}, {Title: "Договор"}, {Title: "Оплата"}}}
	if _, err := s.Service.CreateBoard(ctx, shop.owner, board); err != nil {
		return nil, err
	}
	return shop, s.exec(ctx, "UPDATE staff SET name = 'Ольга Смирнова' WHERE id = $1", shop.owner.ID)
}

const (
	seedOffers   = 12
	seedManagers = 8
)

var seedNames = []string{
	"Анна Белова", "Борис Ветров", "Вера Громова", "Глеб Дятлов", "Дарья Ежова", "Егор Жилин", "Жанна Зорина", "Иван Крылов",
}

func (s *stand) exec(ctx context.Context, sql string, args ...any) error {
	if _, err := s.db.Exec(ctx, sql, args...); err != nil {
		return fmt.Errorf("%.60s: %w", sql, err)
	}
	return nil
}

// Names are drawn from lists: 20 × 40 × 2 of them, some hundreds of customers to each.
const (
	maleNames   = "Александр,Алексей,Андрей,Артём,Борис,Вадим,Виктор,Глеб,Даниил,Дмитрий,Евгений,Иван,Игорь,Кирилл,Максим,Михаил,Никита,Олег,Павел,Сергей"
	femaleNames = "Александра,Алёна,Анна,Валентина,Вера,Галина,Дарья,Евгения,Екатерина,Елена,Ирина,Ксения,Любовь,Мария,Наталья,Ольга,Полина,Светлана,Татьяна,Юлия"
	surnames    = "Иванов,Смирнов,Кузнецов,Попов,Васильев,Петров,Соколов,Михайлов,Новиков,Фёдоров,Морозов,Волков,Алексеев,Лебедев,Семёнов,Егоров,Павлов,Козлов,Степанов,Николаев," +
		"Орлов,Андреев,Макаров,Никитин,Захаров,Зайцев,Соловьёв,Борисов,Яковлев,Григорьев,Романов,Воробьёв,Сергеев,Кузьмин,Фролов,Александров,Дмитриев,Королёв,Гусев,Киселёв"
	mailDomains = "mail.example,post.example,inbox.example,school.example"
	orderTags   = "vip,рассрочка,перезвонить,повторный,вебинар,акция"
	orderOrigin = "google,yandex,telegram,vk,email,partner,instagram,youtube"
)

// pick draws from a list of words by an expression of a whole number.
func pick(list, n string) string {
	return fmt.Sprintf("(string_to_array('%s', ','))[1 + (%s)]", list, n)
}

func (s *stand) seedCustomers(ctx context.Context, of *shop, n int) error {
	first := fmt.Sprintf("CASE WHEN g %% 3 = 0 THEN %s ELSE %s END", pick(maleNames, "g / 3 % 20"), pick(femaleNames, "g / 7 % 20"))
	last := pick(surnames, "g / 11 % 40") + " || CASE WHEN g % 3 = 0 THEN '' ELSE 'а' END"
	return errors.Join(s.clone(ctx, "customers", fmt.Sprintf("r.id = %d", of.customer), n, map[string]string{
		"id":         fmt.Sprintf("%d + g", firstClone),
		"name":       fmt.Sprintf("CASE WHEN g %% 10 = 0 THEN '' ELSE %s || ' ' || %s END", first, last),
		"email":      "'person' || g || '@' || " + pick(mailDomains, "g % 4"),
		"phone":      "CASE WHEN g % 5 = 0 THEN '' ELSE '+79' || lpad((hashint8(g)::bigint + 2147483648)::text, 9, '0') END",
		"created_at": fmt.Sprintf("now() - interval '1100 days' * (1 - g::float8 / %d)", n),
		"updated_at": "now()", "words_version": "0",
	}), s.after(ctx, "customers", n))
}

// seedWords lets the service write the words by which customers are found.
func (s *stand) seedWords(ctx context.Context) error {
	for more := true; more; {
		var err error
		if more, err = s.Service.FillWords(ctx); err != nil {
			return err
		}
	}
	return s.exec(ctx, "VACUUM ANALYZE customers, customer_words")
}

// settleSeed leaves the tables as they are after a night's rest.
func (s *stand) settleSeed(ctx context.Context) error {
	if err := s.exec(ctx, "DROP TABLE seed"); err != nil {
		return err
	}
	return s.calm(ctx)
}
