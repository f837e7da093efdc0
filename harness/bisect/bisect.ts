import { ConfigurationError } from '#results'
import { assertSameMade } from './made.ts'
import type { AskedVersion, BisectRecord } from './record.ts'
import { type Judgement, nextStep, questionsLeft } from './search.ts'

export interface BisectOptions {
	readonly record: BisectRecord
	/** Runs the check with a value. What cannot be judged is `none`. */
	readonly ask: (value: string) => Promise<Omit<AskedVersion, 'value'>>
	/** After each question. */
	readonly write: (record: BisectRecord) => Promise<void>
	readonly say: (message: string) => void
	readonly signal: AbortSignal
}

/** How often a version is asked that fails only sometimes, or that a harness's trouble kept from an answer. */
const TIMES = 3

/** What the answers for one version come to; undefined when it has to be asked again. */
function judge(answers: readonly AskedVersion[], sometimes: boolean): Judgement | undefined {
	const failed = answers.some(({ outcome }) => outcome === 'fail' || outcome === 'flaky')
	const flaky = answers.some(({ outcome }) => outcome === 'flaky') || (failed && answers.some(isPass))
	const asked = answers.filter(({ outcome }) => outcome !== 'none').length
	// What cannot be judged once cannot be judged: the runs themselves have tried a slow machine again.
	if (asked < answers.length) return failed ? 'bad' : 'skipped'
	if (asked === 0) return undefined
	if (flaky) return asked < TIMES ? undefined : 'bad'
	if (failed) return 'bad'
	return asked < (sometimes ? TIMES : 1) ? undefined : 'good'
}

const isPass = ({ outcome }: AskedVersion): boolean => outcome === 'pass'

/**
 * Finds between which two versions a check changes. First both ends are asked, which must be as they were said to be.
 * @returns the record with its sentence, or as far as it came when the signal aborted.
 * @throws ConfigurationError when an end is not as it was said to be, or cannot be judged, or when an answer was found with
 * another harness, machine or artifact than those before it.
 */
export async function bisect({ record, ask, write, say, signal }: BisectOptions): Promise<BisectRecord> {
	const { values } = record
	let asked = record.asked
	const answersOf = (value: string) => asked.filter((one) => one.value === value)
	const [good = '', bad = ''] = [values[0], values.at(-1)]
	// Once the bad end has passed, a pass says little: the others must pass three times.
	const sometimes = () => answersOf(bad).some(({ outcome }) => outcome !== 'fail')
	const settle = async (value: string): Promise<Judgement | undefined> => {
		for (;;) {
			const judged = judge(answersOf(value), sometimes())
			if (judged !== undefined || signal.aborted) return judged
			const answer = await ask(value)
			if (signal.aborted) return undefined
			assertSameMade({ axis: record.axis, asked }, { value, made: answer.made })
			asked = [...asked, { value, ...answer }]
			await write({ ...record, asked })
			say(
				`${value}: ${answer.outcome === 'none' ? `cannot be judged: ${answer.reason ?? ''}` : words[answer.outcome]}`,
			)
		}
	}
	// The bad end first: whether it fails only sometimes decides how often the others are asked.
	const ends = [
		[bad, 'bad'],
		[good, 'good'],
	] as const
	for (const [value, wanted] of ends) {
		const judged = await settle(value)
		if (signal.aborted) return { ...record, asked }
		if (judged !== wanted) throw notAsSaid(value, wanted, answersOf(value))
	}
	for (;;) {
		const judged = new Map<number, Judgement>()
		for (const [index, value] of values.entries()) {
			const judgement = judge(answersOf(value), sometimes())
			if (judgement !== undefined) judged.set(index, judgement)
		}
		const step = nextStep(judged, values.length)
		if (step.state === 'found') {
			const sentence = sentenceOf(record, asked, step)
			const done = { ...record, asked, sentence }
			await write(done)
			return done
		}
		say(`About ${questionsLeft(judged, values.length)} more to ask.`)
		await settle(values[step.index] ?? '')
		if (signal.aborted) return { ...record, asked }
	}
}

const words = { pass: 'passes', fail: 'fails', flaky: 'fails only sometimes' } as const

function notAsSaid(
	value: string,
	wanted: 'good' | 'bad',
	answers: readonly AskedVersion[],
): ConfigurationError {
	const last = answers.at(-1)
	const outcome = last?.outcome ?? 'none'
	const found =
		outcome === 'none' ? `it cannot be judged there: ${last?.reason ?? ''}` : `the check ${words[outcome]}`
	return new ConfigurationError(`--${wanted} ${value} is not ${wanted}: ${found}`, {
		hint: `See ${last?.run ?? 'the run'}. Name an end where the check ${wanted === 'good' ? 'passes' : 'fails'}.`,
	})
}

function sentenceOf(
	{ check, values, good, bad }: BisectRecord,
	asked: readonly AskedVersion[],
	{ lastGood, firstBad, between }: { lastGood: number; firstBad: number; between: readonly number[] },
): string {
	const flaky = asked.some(({ value, outcome }) => value === values[firstBad] && outcome !== 'fail')
	const fails = flaky ? 'fails sometimes' : 'fails'
	const [passing = good, failing = bad] = [values[lastGood], values[firstBad]]
	const skipped = between.map((index) => values[index] ?? '')
	const unknown =
		skipped.length === 0
			? ''
			: `; ${skipped.join(', ')} between them could not be judged, so the change is in one of these or in ${failing}`
	return `${check} passes with ${passing} and ${fails} with ${failing}${unknown}.`
}
