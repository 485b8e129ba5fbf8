package demoschool

import (
	"errors"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// plan lays six weeks of orders out: some on each day, and what becomes of each.
func (f *filling) plan() error {
	number := 0
	for day := range days {
		begin := Begin(f.now).Add(time.Duration(day) * 24 * time.Hour)
		for n := range 2 + day*7%3 {
			i := number
			number++
			f.at(begin.Add(time.Duration(9+n*3)*time.Hour+time.Duration(i*13%60)*time.Minute), func() error { return f.ordered(i) })
		}
	}
	return nil
}

// ordered makes the order of a number, by hand or on the page, and plans its fate.
func (f *filling) ordered(i int) error {
	offer := []int{0, 1, 0, 3, 2, 0, 1}[i%7]
	if offer < 2 && i%2 == 0 {
		id, err := f.orderFromPage(i%84, offer)
		if err != nil {
			return demand(err)
		}
		return f.fate(i, id)
	}
	customer, err := f.customer(i % 84)
	if err != nil {
		return err
	}
	manager := f.managers[i%len(f.managers)]
	placed, err := f.PlaceOrder(f.ctx, f.owner, services.PlaceOrderParams{
		CustomerID: customer, Via: models.ViaManual, Items: []services.ItemSpec{{OfferID: f.offers[offer], Quantity: 1}},
		ManagerID: &manager, QuietLetter: true, Duplicate: models.DuplicateCreate,
	})
	if err != nil {
		return demand(err)
	}
	return f.fate(i, placed.Order.ID)
}

// customer is the one of a number, who may be there already.
func (f *filling) customer(i int) (int64, error) {
	name, email, phone := f.words.person(i)
	row, err := f.CreateCustomer(f.ctx, f.owner, services.CustomerParams{Email: email, Name: name, Phone: phone})
	if err == nil {
		return row.ID, nil
	}
	var known *models.Error
	if errors.As(err, &known) && known.Code == models.CodeAlreadyExists {
		id, _ := known.Params["id"].(int64)
		return id, nil
	}
	return 0, err
}

// fate is what becomes of an order: paid, paid in part, given up, worked on, left alone.
func (f *filling) fate(i int, id int64) error {
	ordered := f.clock.Now()
	later := func(hours int, do func() error) {
		f.at(ordered.Add(time.Duration(hours)*time.Hour+time.Duration(i*7%50)*time.Minute), func() error { return demand(do()) })
	}
	switch i % 10 {
	case 0, 1, 2, 4, 5, 7:
		later(1+i*5%40, func() error { return f.pay(id, 1) })
	case 3:
		later(30, func() error { return f.pay(id, 3) })
		later(2, func() error { return f.say(i, id) })
	case 6:
		later(70, func() error { return f.become(id, models.StatusCancelled, &f.reasons[i%len(f.reasons)]) })
	case 8:
		later(3, func() error { return f.become(id, models.StatusInWork, nil) })
		later(5, func() error { return f.say(i, id) })
		later(150, func() error { return f.become(id, models.StatusCancelled, &f.reasons[i%len(f.reasons)]) })
	default:
		later(4, func() error { return f.become(id, models.StatusPaymentWaiting, nil) })
		later(120, func() error { return f.become(id, models.StatusCancelled, &f.reasons[0]) })
	}
	return nil
}

// pay takes one of so many equal parts of what is left of the order.
func (f *filling) pay(id, parts int64) error {
	o, err := f.GetOrder(f.ctx, f.owner, id)
	if err != nil || o.Left() == 0 {
		return err
	}
	_, _, err = f.RecordPayment(f.ctx, f.owner, services.RecordPaymentParams{OrderID: id, Method: "card", Amount: o.Left() / parts})
	return err
}

func (f *filling) become(id int64, to models.Status, reason *int64) error {
	_, err := f.ChangeStatus(f.ctx, f.owner, services.ChangeStatusParams{OrderID: id, To: to, ReasonID: reason})
	return err
}

func (f *filling) say(i int, id int64) error {
	if _, err := f.TagOrder(f.ctx, f.owner, id, services.TagParams{Add: []string{f.words.tags[i%len(f.words.tags)]}}); err != nil {
		return err
	}
	_, err := f.AddComment(f.ctx, f.owner, id, f.words.comments[i%len(f.words.comments)])
	return err
}
