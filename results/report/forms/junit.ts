import {
	axesSpokenOf,
	axisText,
	type CellRecord,
	type CheckRecord,
	type Results,
} from '../../schema/index.ts'
import { exitCodeOf } from '../../verdicts/index.ts'
import { earlierWords, formWords } from '../words/found.ts'
import { headlineOf } from '../words/headline.ts'
import { xmlAttribute as attribute, xmlText } from './xml.ts'
import { defineReport } from './report.ts'

/** What became of one test case, in JUnit's few words. */
type Ending = 'passed' | 'skipped' | 'failure' | 'error'

interface Case {
	readonly name: string
	readonly classname: string
	readonly seconds: number
	readonly ending: Ending
	/** `known`, `unavailable` and `skipped` are all "skipped" to JUnit; the type tells them apart. */
	readonly type: string
	readonly message: string
	readonly details: string
}

const evidenceOf = (paths: readonly string[] | undefined, fallback: string): string =>
	(paths === undefined || paths.length === 0 ? [fallback] : paths)
		.map((path) => `evidence: ${path}`)
		.join('\n')

/** A surprise is no failure, as in the exit code; it is said all the same. */
function checkCase(check: CheckRecord, cell: CellRecord): Case {
	const { verdict, message = '', knownIssue } = check
	const issue = knownIssue === undefined ? '' : `${knownIssue.title} ${knownIssue.see}`
	const common = { name: check.id, classname: cell.slug, seconds: check.ms / 1000, type: verdict }
	const form = formWords(check)
	const details = [message, form && `found: ${form}`, issue, evidenceOf(check.evidence, cell.evidenceDir)]
		.filter(Boolean)
		.join('\n')
	switch (verdict) {
		case 'pass':
			return { ...common, ending: 'passed', message: '', details: '' }
		case 'fixed':
			return { ...common, ending: 'passed', message: '', details: `fixed: expected to fail: ${issue}` }
		case 'known':
			return {
				...common,
				ending: 'skipped',
				message: `known: ${issue}${form && `, found: ${form}`}`,
				details,
			}
		case 'skipped':
		case 'unavailable':
			return { ...common, ending: 'skipped', message: `${verdict}: ${message}`, details: message }
		case 'fail':
		case 'flaky':
			return { ...common, ending: 'failure', message: message || 'no message', details }
		case 'error':
			return { ...common, ending: 'error', message: message || 'no message', details }
	}
}

/** A cell that broke or could not be tried is a case of its own: its checks may never have been recorded. */
function cellCase(cell: CellRecord): Case[] {
	const { verdict, reason = 'no reason was given' } = cell
	const own =
		verdict === 'unavailable' ||
		(verdict === 'error' && !cell.checks.some((check) => check.verdict === 'error'))
	if (!own) return []
	const details = `${reason}\n${evidenceOf(cell.evidence, cell.evidenceDir)}`
	const common = { name: 'cell', classname: cell.slug, seconds: 0, type: verdict, details }
	return verdict === 'unavailable'
		? [{ ...common, ending: 'skipped', message: `unavailable: ${reason}` }]
		: [{ ...common, ending: 'error', message: reason }]
}

function caseLines({ name, classname, seconds, ending, type, message, details }: Case): string[] {
	const open = `\t\t<testcase name="${attribute(name)}" classname="${attribute(classname)}" time="${seconds.toFixed(3)}"`
	if (ending === 'passed')
		return details === ''
			? [`${open}/>`]
			: [`${open}>`, `\t\t\t<system-out>${xmlText(details)}</system-out>`, '\t\t</testcase>']
	const element = `<${ending} type="${attribute(type)}" message="${attribute(message)}">${xmlText(details)}</${ending}>`
	return [`${open}>`, `\t\t\t${element}`, '\t\t</testcase>']
}

const counts = (cases: readonly Case[]): string => {
	const of = (ending: Ending): number => cases.filter((one) => one.ending === ending).length
	return `tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}"`
}

/** In seconds. junit-10.xsd allows at most three digits after the point. */
const time = (cases: readonly Case[]): string =>
	cases.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3)

function suiteLines(cell: CellRecord, results: Results, id: number): string[] {
	const cases = [...cellCase(cell), ...cell.checks.map((check) => checkCase(check, cell))]
	const skipped = cases.filter(({ ending }) => ending === 'skipped').length
	const properties = [
		...axesSpokenOf([cell]).map((axis): [string, string] => [axis, axisText(cell.axes, axis)]),
		...Object.entries(cell.stack).flatMap(([part, version]): [string, string][] =>
			typeof version === 'string' ? [[`${part} version`, version]] : [],
		),
		['accelerator', cell.accelerator ?? results.run.host.accelerator],
		['verdict', cell.verdict],
		['attempts', `${cell.attempts}`],
		...earlierWords(cell).map((words): [string, string] => ['earlier attempt', words]),
	] as const
	return [
		`\t<testsuite name="${attribute(cell.slug)}" id="${id}" ${counts(cases)} skipped="${skipped}" time="${time(cases)}" timestamp="${attribute(results.run.startedAt)}">`,
		'\t\t<properties>',
		...properties.map(
			([name, value]) => `\t\t\t<property name="${attribute(name)}" value="${attribute(value)}"/>`,
		),
		'\t\t</properties>',
		...cases.flatMap(caseLines),
		'\t</testsuite>',
	]
}

/** A run that was stopped, or has asked nothing, is an error as in the exit code, though none of its cells is one. */
function runCase(results: Results): Case[] {
	const whole = exitCodeOf(results) === 0 || exitCodeOf(results) === 1
	if (whole) return []
	const message = headlineOf(results).sentence
	const type = 'incomplete'
	return [{ name: 'run', classname: 'run', seconds: 0, ending: 'error', type, message, details: message }]
}

/** Of what belongs to no cell. */
const ownSuite = (name: string, cases: readonly Case[]): string[] =>
	cases.length === 0
		? []
		: [
				`\t<testsuite name="${name}" ${counts(cases)} skipped="0" time="0">`,
				...cases.flatMap(caseLines),
				'\t</testsuite>',
			]

/**
 * `junit.xml`: one suite a cell. Valid against the schema of Jenkins' xunit plugin (junit-10.xsd), which GitLab's
 * and most other readers follow.
 */
export function junitXml(results: Results, gaps: readonly string[] = []): string {
	const lost = gaps.map((gap): Case => ({
		name: gap,
		classname: 'events.ndjson',
		seconds: 0,
		ending: 'error',
		type: 'damaged',
		message: gap,
		details: '',
	}))
	const told = [
		...lost,
		...results.cells.flatMap((cell) => [
			...cellCase(cell),
			...cell.checks.map((check) => checkCase(check, cell)),
		]),
	]
	const run = told.some(({ ending }) => ending === 'error') ? [] : runCase(results)
	const all = [...run, ...told]
	return [
		'<?xml version="1.0" encoding="UTF-8"?>',
		`<testsuites name="${attribute(`rootless-matrix ${results.run.matrix}`)}" ${counts(all)} time="${time(all)}">`,
		...ownSuite('run', run),
		...ownSuite('events.ndjson', lost),
		...results.cells.flatMap((cell, index) => suiteLines(cell, results, index)),
		'</testsuites>',
		'',
	].join('\n')
}

export const report = defineReport({
	needs: ['gaps'],
	render: (results, { gaps }) => junitXml(results, gaps),
})
