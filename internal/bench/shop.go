package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// firstClone is above every id that the setting-up itself draws.
const firstClone = 1_000_000

// price is what every offer costs, in minor units.
const price = 990_000

// shop is what orders are made of: a person with a token, an offer, and one
// customer and one order that others are cloned from.
type shop struct {
	owner    models.Actor
	token    string
	offer    int64
	second   int64 // other offers, for bulk operations over customers who have the first
	third    int64
	customer int64
	order    int64
}

// furnished opens a stand with a shop on it.
func (b *bench) furnished(ctx context.Context) (*stand, *shop, error) {
	s, err := b.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	shop, err := s.furnish(ctx)
	if err != nil {
		s.close()
	}
	return s, shop, err
}

// furnish makes the shop by the use cases.
func (s *stand) furnish(ctx context.Context) (*shop, error) {
	bootstrap, err := s.Service.Bootstrap(ctx)
	if err != nil {
		return nil, err
	}
	first, err := s.Service.CreateFirstOwner(ctx, bootstrap, services.OwnerParams{Name: "Bench", Email: SeedLogin.Email, Password: SeedLogin.Password})
	if err != nil {
		return nil, err
	}
	shop := &shop{owner: models.Actor{Kind: models.ActorPerson, ID: first.Owner.ID, Role: first.Owner.Role}}
	if _, shop.token, err = s.Service.CreateToken(ctx, shop.owner, services.TokenParams{StaffID: shop.owner.ID, Title: "bench"}); err != nil {
		return nil, err
	}
	for i, into := range []*int64{&shop.offer, &shop.second, &shop.third} {
		if *into, err = s.offer(ctx, shop.owner, i); err != nil {
			return nil, err
		}
	}
	customer, err := s.Service.CreateCustomer(ctx, shop.owner, services.CustomerParams{Email: "first@school.example", Name: "First"})
	if err != nil {
		return nil, err
	}
	shop.customer = customer.ID
	placed, err := s.Service.PlaceOrder(ctx, shop.owner, services.PlaceOrderParams{
		CustomerID: customer.ID, Via: models.ViaAPI, Items: []services.ItemSpec{{OfferID: shop.offer, Quantity: 1}},
	})
	if err != nil {
		return nil, err
	}
	shop.order = placed.Order.ID
	return shop, nil
}

func (s *stand) offer(ctx context.Context, owner models.Actor, n int) (int64, error) {
	product, err := s.Service.CreateProduct(ctx, owner, services.ProductParams{Title: fmt.Sprintf("Course %d", n)})
	if err != nil {
		return 0, err
	}
	view, err := s.Service.CreateOffer(ctx, owner, services.OfferParams{
		Offer:      models.Offer{Code: fmt.Sprintf("course-%d", n), Title: fmt.Sprintf("Course %d", n), Currency: "RUB", Price: price, AutoComplete: true},
		ProductIDs: []int64{product.ID},
	})
	if err != nil {
		return 0, err
	}
	return view.ID, nil
}

// clone copies one row n times. Each column is as it stands there but for those
// in set, whose SQL may use g: 1 … n.
func (s *stand) clone(ctx context.Context, table, where string, n int, set map[string]string) error {
	return s.cloneFrom(ctx, table, where, fmt.Sprintf("generate_series(1, %d::bigint) g", n), set)
}

// cloneFrom copies one row for each row of the source, whose columns set may use.
func (s *stand) cloneFrom(ctx context.Context, table, where, source string, set map[string]string) error {
	rows, err := s.db.Query(ctx, "SELECT column_name::text FROM information_schema.columns WHERE table_name = $1 AND table_schema = 'public'", table)
	if err != nil {
		return fmt.Errorf("clone %s: %w", table, err)
	}
	var names, values []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return fmt.Errorf("clone %s: %w", table, err)
		}
		value, changed := set[name]
		if name == "id" && !changed {
			continue
		}
		if !changed {
			value = "r." + name
		}
		names, values = append(names, name), append(values, value)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("clone %s: %w", table, err)
	}
	_, err = s.db.Exec(ctx, "INSERT INTO "+table+" ("+strings.Join(names, ", ")+") SELECT "+strings.Join(values, ", ")+
		" FROM "+table+" r CROSS JOIN "+source+" WHERE "+where)
	if err != nil {
		return fmt.Errorf("clone %s: %w", table, err)
	}
	return nil
}

// customers clones n customers: firstClone+1 … firstClone+n.
func (s *stand) customers(ctx context.Context, of *shop, n int) error {
	err := s.clone(ctx, "customers", fmt.Sprintf("r.id = %d", of.customer), n, map[string]string{
		"id": fmt.Sprintf("%d + g", firstClone), "email": "'person' || g || '@school.example'",
	})
	if err != nil {
		return err
	}
	return s.after(ctx, "customers", n)
}

// orders clones n orders, each of its own customer, with items, history and the
// event that they were created, which waits for the relay.
func (s *stand) orders(ctx context.Context, of *shop, n int) error {
	if err := s.customers(ctx, of, n); err != nil {
		return err
	}
	id := fmt.Sprintf("%d + g", firstClone)
	about := map[string]string{"order_id": id, "customer_id": id}
	for _, t := range []struct {
		table, where string
		set          map[string]string
	}{
		{"orders", "r.id = %d", map[string]string{"id": id, "number": id, "customer_id": id, "pay_token": "'" + tokenPrefix + "' || g"}},
		{"order_items", "r.order_id = %d", about},
		{"order_history", "r.order_id = %d", about},
		{"events", "r.order_id = %d", withAll(about, map[string]string{"subject_id": id})},
	} {
		if err := s.clone(ctx, t.table, fmt.Sprintf(t.where, of.order), n, t.set); err != nil {
			return err
		}
	}
	if err := s.after(ctx, "orders", n); err != nil {
		return err
	}
	_, err := s.db.Exec(ctx, `INSERT INTO outbox (lane, event_id, occurred_at, parked, attempts, error)
		SELECT lane, id, occurred_at, FALSE, 0, '' FROM events WHERE order_id >= $1`, firstClone)
	if err != nil {
		return fmt.Errorf("queue events: %w", err)
	}
	return s.calm(ctx)
}

// tokenPrefix begins the payment tokens of cloned orders.
const tokenPrefix = "bench-token-"

// token is the payment token of the n-th cloned order.
func token(n int) string { return tokenPrefix + strconv.Itoa(n) }

func withAll(a, b map[string]string) map[string]string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// after makes the table's next id follow the cloned ones.
func (s *stand) after(ctx context.Context, table string, n int) error {
	_, err := s.db.Exec(ctx, "SELECT setval(pg_get_serial_sequence($1, 'id'), $2)", table, firstClone+n)
	if err != nil {
		return fmt.Errorf("number %s: %w", table, err)
	}
	return nil
}

// publish starts a process for orders: the blocks in their order, each going on to the next at every exit.
func (s *stand) publish(ctx context.Context, of *shop, blocks ...block) error {
	definition, err := json.Marshal(definitionOf(blocks))
	if err != nil {
		return fmt.Errorf("write process: %w", err)
	}
	process, err := s.Service.CreateProcess(ctx, of.owner, services.Draft{Definition: definition})
	if err != nil {
		return err
	}
	_, err = s.Service.PublishProcess(ctx, of.owner, process.ID, process.Version)
	return err
}

// block is one block of a measured process.
type block struct {
	ID     string         `json:"id"`
	Kind   string         `json:"kind"`
	Params map[string]any `json:"params,omitempty"`
	exits  []string
}

func definitionOf(blocks []block) map[string]any {
	blocks = slices.Concat([]block{{ID: "start", Kind: "start"}}, blocks, []block{{ID: "end", Kind: "end"}})
	var connections []map[string]string
	for i, b := range blocks[:len(blocks)-1] {
		exits := b.exits
		if exits == nil {
			exits = []string{"next"}
		}
		for _, exit := range exits {
			connections = append(connections, map[string]string{"from": b.ID, "exit": exit, "to": blocks[i+1].ID})
		}
	}
	return map[string]any{
		"schema": 1, "title": "Bench", "subject": "order", "blocks": blocks, "connections": connections,
		"triggers": []map[string]any{{"kind": "event", "event": "order.created"}},
	}
}
