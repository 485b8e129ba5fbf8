package api

import (
	"net/http"

	"github.com/orderflow/orderflow/api/pages"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// showReturn is where the gateway sends the customer back to: what was bought, or
// the offer's own address; until the gateway's final word it says that we wait.
// Where there is nothing to say about a payment it leads to the payment page.
func (a *api) showReturn(v *visit) error {
	view, err := a.openLink(v)
	if err != nil {
		return err
	}
	if view.State == services.LinkPaid && view.PaidURL != "" {
		return v.leave(view.PaidURL)
	}
	address := a.service.PaymentLink(v.token)
	state := returnState(view)
	if state == "" {
		return v.leave(address)
	}
	page := pages.Return{
		School: v.school, State: state, Number: view.Number, Currency: view.Currency, Paid: view.Paid, Left: view.Left,
		Text: view.PaidText, PaymentURL: address, RefreshURL: address + "/return", UnpaidURL: address + "?" + unpaid,
	}
	for _, p := range view.Purchases {
		shown, err := a.purchase(v, p.Token)
		if err != nil {
			return err
		}
		page.Purchases = append(page.Purchases, shown)
	}
	return v.show(http.StatusOK, page)
}

// returnState is what became of the last payment, "" when nothing is to be said of
// it. Money that came and is not in a living order is never called failed (PAY-2, ST-8).
func returnState(view *services.LinkView) pages.ReturnState {
	switch {
	case view.State == services.LinkReturning:
		return ""
	case view.State == services.LinkPaid:
		return pages.ReturnPaid
	case view.AtGateway:
		return pages.ReturnChecking
	case view.LastState == models.PaymentFailed:
		return pages.ReturnFailed
	case view.LastState == models.PaymentMoved, view.LastState == models.PaymentAccepted && view.State == services.LinkCancelled:
		return pages.ReturnReceived
	case view.LastState == models.PaymentAccepted:
		return pages.ReturnPaid
	default:
		return ""
	}
}

// purchase shows a purchase; its link only while it is active (CUS-3).
func (a *api) purchase(v *visit, token string) (pages.Purchase, error) {
	p, err := a.service.PurchasePage(v.ctx, token)
	if err != nil {
		return pages.Purchase{}, err
	}
	zone, err := a.service.Zone(v.ctx)
	if err != nil {
		return pages.Purchase{}, err
	}
	return pages.Purchase{
		Title: p.Purchase.Title, Instructions: p.Instructions, Status: p.Purchase.Status, Link: p.Link,
		Starts: local(p.Purchase.StartsAt, zone), Ends: local(p.Purchase.EndsAt, zone),
	}, nil
}

func (a *api) showPurchasePage(v *visit) error {
	p, err := a.service.PurchasePage(v.ctx, v.token)
	if err != nil {
		return err
	}
	v.speak(p.Language)
	shown, err := a.purchase(v, v.token)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, pages.Return{
		School: v.school, State: pages.ReturnPurchase, Number: p.Number, Purchases: []pages.Purchase{shown},
		RefreshURL: a.service.PurchaseLink(v.token),
	})
}
