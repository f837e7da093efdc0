import type { CheckRecord, Verdict } from '#results'
import type { Mutation, Red } from '../worlds/model.ts'

/** What a broken world showed of one check. */
export interface Shown {
	readonly check: string
	/** `error` is neither: the question was not put. */
	readonly verdict: Verdict | 'not asked'
	/** The failing ways with the kinds of their forms; empty where it said none. */
	readonly forms: Readonly<Record<string, string>>
	/** What is wrong with it; undefined where it is as the table says. */
	readonly wrong?: string | undefined
}

type Records = Readonly<Record<string, CheckRecord>>

/** Compares what the checks came to with what the table says: the red ones first. */
export function judgeMutation({ red, green }: Mutation, answers: Records): Shown[] {
	const reds = Object.entries(red)
	return [
		...reds.map(([check, wanted]) => shown(check, answers[check], redTrouble(wanted, answers[check]))),
		...green.map((check) => shown(check, answers[check], greenTrouble(answers[check]))),
	]
}

/** In a whole world a check passes, fails as is known, or has no meaning. */
export function greenTrouble(record: CheckRecord | undefined): string | undefined {
	const verdict = record?.verdict ?? 'not asked'
	if (verdict === 'pass' || verdict === 'known') return undefined
	return `expected pass or known, found ${verdict}: ${record?.message ?? 'nothing'}`
}

function redTrouble(wanted: Red, record: CheckRecord | undefined): string | undefined {
	const verdict = record?.verdict ?? 'not asked'
	if (verdict !== 'fail')
		return `survives: expected fail, found ${verdict}${record?.message ? `: ${record.message}` : ''}`
	if (wanted === 'fail') return undefined
	const found = formsOf(record)
	const different = Object.entries(wanted).filter(([way, kind]) => found[way] !== kind)
	if (different.length === 0 && Object.keys(found).length === Object.keys(wanted).length) return undefined
	return `expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`
}

const shown = (check: string, record: CheckRecord | undefined, wrong: string | undefined): Shown => ({
	check,
	verdict: record?.verdict ?? 'not asked',
	forms: formsOf(record),
	wrong,
})

function formsOf(record: CheckRecord | undefined): Record<string, string> {
	const failing = (record?.ways ?? []).flatMap((way) => (way.ok ? [] : [[way.way, way.form.kind] as const]))
	return Object.fromEntries(failing)
}
