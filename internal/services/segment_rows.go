package services

import (
	"fmt"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// loader reads rows as rules see them. Columns are names of this package, never an input.
type loader struct{ tx *store.Tx }

func (l loader) customers(ids []int64) ([]*segment.Customer, error) {
	var rows []models.Customer
	if err := l.tx.Order("id").Find(&rows, "id IN ?", ids).Error; err != nil {
		return nil, fmt.Errorf("load customers: %w", err)
	}
	tags, err := l.tags("customer_tags", "customer_id", ids)
	customers := make([]*segment.Customer, len(rows))
	for i, row := range rows {
		customers[i] = &segment.Customer{Customer: row, Tags: tags[row.ID]}
	}
	return customers, err
}

// orders are order rows with their tags and items.
func (l loader) orders(column string, ids []int64) ([]*segment.Order, error) {
	var rows []models.Order
	if err := l.tx.Order("id").Find(&rows, column+" IN ?", ids).Error; err != nil {
		return nil, fmt.Errorf("load orders: %w", err)
	}
	orders := make([]*segment.Order, len(rows))
	for i, row := range rows {
		orders[i] = &segment.Order{Order: row}
	}
	own := keysOf(orders, func(o *segment.Order) int64 { return o.ID })
	tags, err := l.tags("order_tags", "order_id", own)
	if err != nil {
		return nil, err
	}
	items, err := l.items(own)
	for _, o := range orders {
		o.Tags, o.Items = tags[o.ID], items[o.ID]
	}
	return orders, err
}

func (l loader) items(orders []int64) (map[int64][]*segment.Item, error) {
	if len(orders) == 0 {
		return nil, nil
	}
	var rows []*segment.Item
	err := l.tx.Raw(`SELECT i.*, o.code AS offer_code FROM order_items i JOIN offers o ON o.id = i.offer_id
		WHERE i.order_id IN ? ORDER BY i.id`, orders).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("load items: %w", err)
	}
	return groupBy(rows, func(i *segment.Item) int64 { return i.OrderID }), nil
}

func (l loader) purchases(column string, ids []int64) ([]*segment.Purchase, error) {
	var rows []models.Purchase
	if err := l.tx.Order("id").Find(&rows, column+" IN ?", ids).Error; err != nil {
		return nil, fmt.Errorf("load purchases: %w", err)
	}
	purchases := make([]*segment.Purchase, len(rows))
	for i, row := range rows {
		purchases[i] = &segment.Purchase{Purchase: row}
	}
	return purchases, nil
}

func (l loader) payments(column string, ids []int64) ([]*segment.Payment, error) {
	var rows []models.Payment
	if err := l.tx.Order("id").Find(&rows, column+" IN ?", ids).Error; err != nil {
		return nil, fmt.Errorf("load payments: %w", err)
	}
	payments := make([]*segment.Payment, len(rows))
	for i, row := range rows {
		payments[i] = &segment.Payment{Payment: row}
	}
	return payments, nil
}

func (l loader) tags(table, column string, owners []int64) (map[int64][]string, error) {
	tags := map[int64][]string{}
	if len(owners) == 0 {
		return tags, nil
	}
	var rows []struct {
		Owner int64
		Tag   string
	}
	err := l.tx.Raw("SELECT "+column+" AS owner, tag FROM "+table+" WHERE "+column+" IN ? ORDER BY 1, 2", owners).Scan(&rows).Error
	for _, row := range rows {
		tags[row.Owner] = append(tags[row.Owner], row.Tag)
	}
	return tags, wrapped("load tags", err)
}

func (l loader) customersByID(ids []int64) (map[int64]*segment.Customer, error) {
	byID := make(map[int64]*segment.Customer, len(ids))
	if len(ids) == 0 {
		return byID, nil
	}
	rows, err := l.customers(ids)
	for _, row := range rows {
		byID[row.ID] = row
	}
	return byID, err
}

func (l loader) ordersByID(ids []int64) (map[int64]*segment.Order, error) {
	byID := make(map[int64]*segment.Order, len(ids))
	if len(ids) == 0 {
		return byID, nil
	}
	rows, err := l.orders("id", ids)
	for _, row := range rows {
		byID[row.ID] = row
	}
	return byID, err
}
