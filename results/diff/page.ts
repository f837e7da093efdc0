import { htmlDocument, htmlText, marks, pageStyle, type ShownVerdict } from '../report/index.ts'
import type { Change, Difference, Direction, ResultsDiff } from './diff-results.ts'
import { directionTitles } from './render.ts'

const quoted = (text: string): string => `<code>${htmlText(text, 300)}</code>`

/** A verdict as the reports mark it; the form behind it in brackets is untrusted. */
function verdict(text: string): string {
	const [, word = text, form] = /^(.*?) \((.*)\)$/s.exec(text) ?? []
	const shown = word === 'GAP' || word === 'security gap' ? 'open' : word
	const mark = Object.hasOwn(marks, shown) ? marks[shown as ShownVerdict] : undefined
	const badge =
		mark === undefined
			? htmlText(word, 100)
			: `<span class="v v-${shown}"><span class="g" aria-hidden="true">${mark.glyph}</span> ${mark.word}</span>`
	return form === undefined ? badge : `${badge} ${quoted(form)}`
}

const differs = (list: readonly Difference[]): string =>
	list
		.map(({ what, before, after }) => `${htmlText(what, 60)} ${quoted(before)} → ${quoted(after)}`)
		.join('<br>')

/** Cells that are named; more are a number, to be unfolded. */
const cellsShown = 3

function cells({ pairs }: Change): string {
	const named = pairs.map(({ before, after, message }) => {
		const names = before === after ? quoted(after) : `${quoted(before)} → ${quoted(after)}`
		return message === undefined ? names : `${names}: ${quoted(message)}`
	})
	if (named.length <= cellsShown) return named.join('<br>')
	return `<details><summary>${named.length} cells</summary>${named.join('<br>')}</details>`
}

const head = (names: readonly string[]): string =>
	`<thead><tr>${names.map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead>`

function changesTable(
	direction: Direction,
	changes: readonly Change[],
	names: readonly [string, string],
): string {
	const rows = changes.map(
		(one) =>
			`<tr><th scope="row">${quoted(one.check)}</th><td>${verdict(one.before)}</td><td>${verdict(one.after)}</td><td>${cells(one)}</td><td>${differs(one.differences) || 'nothing in the stack'}</td></tr>`,
	)
	const title = directionTitles[direction]
	return [
		`<section><h2>${title} (${changes.length})</h2>`,
		`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="plain">`,
		head(['check', ...names.map((name) => htmlText(name, 80)), 'where', 'with']),
		`<tbody>${rows.join('')}</tbody></table></div></section>`,
	].join('\n')
}

/** What is compared, as a title: the Dockers where they differ, else the runs. */
function sides(diff: ResultsDiff): readonly [string, string] {
	const docker = diff.stacks.filter(({ what }) => what === 'dockerd' || what === 'docker')
	const [one] = docker
	return docker.length === 1 && one
		? [`Docker ${one.before}`, `Docker ${one.after}`]
		: [diff.before, diff.after]
}

const list = (title: string, slugs: readonly string[]): string =>
	slugs.length === 0
		? ''
		: `<section><h2>${title} (${slugs.length})</h2><ul>${slugs.map((slug) => `<li>${quoted(slug)}</li>`).join('')}</ul></section>`

/** Two runs side by side, what got worse first: a page of its own, in the report's style, without a script. */
export function diffHtml(diff: ResultsDiff): string {
	const [before, after] = sides(diff)
	const title = `${before} → ${after}`
	const directions = Object.keys(directionTitles) as Direction[]
	const counts = directions.flatMap((direction) => {
		const count = diff.changes.filter((one) => one.direction === direction).length
		return count === 0 ? [] : [`${directionTitles[direction].toLowerCase()}: ${count}`]
	})
	const body = [
		`<main><header class="top"><h1>Rootless Docker networking<span class="sub">${htmlText(title)}</span></h1></header>`,
		`<p class="banner"><strong>${counts.length === 0 ? 'No verdict changed.' : counts.join(' · ')}</strong></p>`,
		`<p>${diff.compared} pairs of cells; ${diff.unchanged} checks said the same in both. ${quoted(diff.before)} → ${quoted(diff.after)}</p>`,
		...directions.flatMap((direction) => {
			const found = diff.changes.filter((one) => one.direction === direction)
			return found.length === 0 ? [] : [changesTable(direction, found, [before, after])]
		}),
		list('Cells that vanished', diff.vanished),
		list('Cells that appeared', diff.appeared),
		diff.stacks.length === 0
			? ''
			: `<section><h2>What differs in the stacks</h2><p>${differs(diff.stacks)}</p></section>`,
		'</main>',
	]
	return htmlDocument({ title, style: pageStyle(), script: '', body: body.filter(Boolean).join('\n') })
}
