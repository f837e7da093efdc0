import type { Reporter, TestCase, TestModule } from 'vitest/node'
import type { ChildMessage } from './index.ts'
import { messageOf } from '../check/outcome.ts'
import './ask/report-meta.ts'

/** Turns vitest's results into the events of a run, through the meta that `check` leaves on its test. */
export class EventReporter implements Reporter {
	readonly #send: (message: ChildMessage) => void

	constructor(send: (message: ChildMessage) => void) {
		this.#send = send
	}

	onTestCaseReady(test: TestCase): void {
		this.#send({ type: 'event', event: { type: 'check.started', check: test.name } })
	}

	onTestCaseResult(test: TestCase): void {
		const { report } = test.meta()
		const { observations, ways, message, evidence, outcome } = report ?? {}
		const result = test.result()
		const ms = Math.round(report?.ms ?? test.diagnostic()?.duration ?? 0)
		const ended = { type: 'check.ended', check: test.name, ms } as const
		const kept = {
			...(observations && Object.keys(observations).length > 0 ? { observations } : {}),
			...(ways && ways.length > 0 ? { ways: [...ways] } : {}),
			...(evidence && evidence.length > 0 ? { evidence: [...evidence] } : {}),
		}
		const send = (rest: Pick<CheckEnd, 'outcome' | 'message'>) =>
			this.#send({ type: 'event', event: { ...ended, ...rest, ...kept } })
		switch (result.state) {
			case 'passed':
				// What asks a check leaves a report: without one nothing was asked.
				return report === undefined
					? send({ outcome: 'error', message: 'it ended without a report: nothing was asked' })
					: send({ outcome: 'pass' })
			case 'skipped':
				return send({ outcome: 'skipped', message: result.note ?? 'it was skipped without a reason' })
			case 'failed':
				// Without a report the test failed outside of `check`: that is ours, whatever the error is called.
				return send({ outcome: outcome ?? 'error', message: message ?? firstOf(result.errors) })
			case 'pending':
				return
		}
	}

	onTestModuleEnd(module: TestModule): void {
		for (const error of module.errors())
			this.#send({
				type: 'problem',
				message: `${module.moduleId.replace(/^.*\//, '')}: ${messageOf(asError(error))}${causeOf(error)}`,
			})
	}

	onTestRunEnd(_modules: readonly TestModule[], unhandled: readonly Thrown[]): void {
		for (const error of unhandled)
			this.#send({ type: 'problem', message: `Nobody handled an error: ${messageOf(asError(error))}` })
	}
}

type CheckEnd = Extract<Extract<ChildMessage, { type: 'event' }>['event'], { type: 'check.ended' }>

/** What vitest makes of an error on its way between threads. */
interface Thrown {
	readonly message: string
	readonly cause?: unknown
}

/** Such as what is wrong with a plug-in that cannot be loaded. */
const causeOf = ({ cause }: Thrown): string =>
	typeof cause === 'object' && cause !== null && 'message' in cause && typeof cause.message === 'string'
		? ` (because: ${cause.message})`
		: ''

const asError = ({ message }: Thrown): Error => new Error(message)

const firstOf = (errors: readonly Thrown[]): string =>
	errors[0] ? messageOf(asError(errors[0])) : 'it failed without an error'
