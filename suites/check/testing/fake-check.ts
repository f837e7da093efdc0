import type { Answer } from '../../probes/answer.ts'
import type { Failure } from '../../probes/wrong-with.ts'
import type { RunResult, Target, Vantage } from '../../vantage/vantage.ts'
import type { CheckContext } from '../check-context.ts'
import type { CheckDefinition, CheckModule } from '../definition.ts'
import type { Recorder } from '../recorder.ts'

export const answerOf = (who: string, ms = 100): Answer => ({
	kind: 'answered',
	who,
	peer: '10.0.2.2',
	nonceMatches: true,
	ms,
})

export const ran = (stdout = '', code = 0): RunResult => ({ stdout, stderr: '', code, ms: 1 })

/** A vantage point whose questions and commands come to what is given; a command that is not given is a mistake. */
export function fakePlace(
	name: string,
	{
		ask = () => Promise.reject(new TypeError(`${name} is asked nothing`)),
		run = (argv) => Promise.reject(new TypeError(`${name} runs nothing: ${argv.join(' ')}`)),
	}: Partial<Pick<Vantage, 'ask' | 'run'>>,
): Vantage {
	return { name, probe: '', ask, run }
}

/** Answers by the port, or else not at all. */
export const byPort =
	(answers: Readonly<Record<number, () => Answer>>) =>
	async ({ host, port }: Target): Promise<Answer> => {
		const answer = answers[port]
		if (answer === undefined) throw new TypeError(`nobody asks ${host}:${port}`)
		return answer()
	}

/** A recorder that shows the form of each way's failure, or that it was right. */
export function fakeRecorder() {
	const ways: Record<string, Failure['form'] | 'right'> = {}
	const observed: Record<string, unknown> = {}
	const record: Recorder = {
		observe: (key, value) => void (observed[key] = value),
		way: (name, failure) => void (ways[name] = failure?.form ?? 'right'),
	}
	return { record, ways, observed }
}

/** Runs the body of a check in a world of fakes, which have as much as the body uses. Resolves to its ways. */
export async function runCheck(module: CheckModule, id: string, context: object) {
	const check: CheckDefinition | undefined = module.checks.find((one) => one.id === id)
	if (check === undefined) throw new RangeError(`no check "${id}" in this module`)
	const { record, ways } = fakeRecorder()
	const { signal } = new AbortController()
	await check.run({ signal, ...context } as unknown as CheckContext, record)
	return ways
}
