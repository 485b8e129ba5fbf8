package api

// registerResources registers the REST API, one resource after the other.
func (a *api) registerResources() {
	for _, register := range []func(){
		a.registerSetup, a.registerDemo, a.registerSessions, a.registerLinks, a.registerMe, a.registerAudit, a.registerSettings, a.registerStaff, a.registerPeople, a.registerTokens, a.registerCustomers, a.registerDeposits, a.registerConsents, a.registerProducts,
		a.registerOffers, a.registerSalesPages, a.registerBoards, a.registerBoardCards, a.registerReasons, a.registerOrders, a.registerOrderViews, a.registerPayments, a.registerDecisions, a.registerDashboard,
		a.registerPurchases, a.registerSegments, a.registerProcesses, a.registerNumbers, a.registerEnrollments, a.registerEvents, a.registerBulk, a.registerLetters, a.registerLive,
	} {
		register()
	}
}
