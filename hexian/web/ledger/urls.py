"""Addresses of books, funds, runs and what is followed."""

from __future__ import annotations

from django.urls import path

from hexian.web.ledger import books, cards, following, runs

app_name = "ledger"
urlpatterns = [
    path("", books.funds, name="funds"),
    path("new/", books.new_book, name="new_book"),
    path("relatives/", books.relations, name="relations"),
    path("relatives/<uuid:relation_id>/end/", books.end_relation, name="end_relation"),
    path("cards/", cards.cards, name="cards"),
    path("cards/keep/", cards.keep, name="keep_cards"),
    path("runs/", runs.runs, name="runs"),
    path("runs/<uuid:run_id>/", runs.run, name="run"),
    path("runs/<uuid:run_id>/propose/", runs.propose, name="propose"),
    path("runs/<uuid:run_id>/review/", runs.review, name="review"),
    path("runs/<uuid:run_id>/second/", runs.second, name="second"),
    path("runs/<uuid:run_id>/approve/", runs.approve, name="approve"),
    path("runs/<uuid:run_id>/release/", runs.release, name="release"),
    path("runs/<uuid:run_id>/back/", runs.send_back, name="send_back"),
    path("runs/<uuid:run_id>/cancel/", runs.cancel, name="cancel"),
    path("runs/<uuid:run_id>/leave/", runs.leave, name="leave"),
    path("runs/<uuid:run_id>/close/", runs.close, name="close_run"),
    path("runs/<uuid:run_id>/file/", runs.file, name="file"),
    path("runs/<uuid:run_id>/reply/", runs.upload, name="upload"),
    path("runs/replies/<uuid:reply_id>/", runs.reply, name="reply"),
    path("runs/replies/<uuid:reply_id>/apply/", runs.apply, name="apply"),
    path("runs/replies/<uuid:reply_id>/drop/", runs.drop, name="drop"),
    path("payments/<uuid:order_id>/", following.follow_order, name="order"),
    path("payments/<uuid:order_id>/card/", runs.card, name="card"),
    path("payments/<uuid:order_id>/repay/", runs.repay, name="repay"),
    path("payments/<uuid:order_id>/again/", runs.reopen, name="reopen"),
    path("funds/<uuid:fund_id>/", books.fund, name="fund"),
    path("funds/<uuid:fund_id>/receive/", books.receive, name="receive"),
    path("funds/<uuid:fund_id>/pledge/", books.pledge, name="pledge"),
    path("funds/<uuid:fund_id>/budget/", books.budget, name="budget"),
    path("funds/<uuid:fund_id>/yuan/", following.yuan, name="yuan"),
    path("funds/<uuid:fund_id>/report.pdf", following.fund_report, name="fund_report"),
    path("gifts/<uuid:gift_id>/", following.follow_gift, name="follow_gift"),
    path("donors/<uuid:donor_id>/statement.pdf", following.statement, name="statement"),
    path("accounts/<uuid:account_id>/", following.account, name="account"),
    path("accounts/<uuid:account_id>/<int:posting_id>/reverse/", following.reverse_posting, name="reverse"),
    path("<uuid:book_id>/", books.book, name="book"),
    path("<uuid:book_id>/bank/", books.bank, name="bank"),
    path("<uuid:book_id>/close/", books.close, name="close"),
    path("<uuid:book_id>/fund/", books.new_fund, name="new_fund"),
    path("<uuid:book_id>/trial/", following.trial, name="trial"),
    path("<uuid:book_id>/trial.pdf", following.trial_print, name="trial_print"),
    path("<uuid:book_id>/vouchers.csv", following.vouchers, name="vouchers"),
    path("<uuid:book_id>/waiting/", runs.waiting, name="waiting"),
    path("<uuid:book_id>/run/", runs.draft, name="draft"),
]
