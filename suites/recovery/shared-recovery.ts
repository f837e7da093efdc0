import { wrongRecord } from '../probes/expect-record.ts'
import { type Failure, daemonDown } from '../probes/wrong-with.ts'
import { lab } from '../vantage/lab.ts'
import type { CheckModule } from '../check/definition.ts'
import type { Recorder } from '../check/recorder.ts'
import { type Start, whyFailed } from './daemon-unit.ts'
import { Recovery } from './recovery.ts'
import type { StubAnswers } from './stub-resolver.ts'

// The checks that stop and restart the daemon: they come last, and share the restarts (see Recovery).
export const recovery = new Recovery()
// Up to six starts of the daemon, of which an emulated guest takes 6 s each where nothing else runs.
const deadline = 300_000
export const restarts = { deadline, serial: 'its stages come one after the other' }

/** Of every file whose checks restart the daemon. */
export const afterAll: NonNullable<CheckModule['afterAll']> = {
	needed: () => recovery.begun,
	deadline,
	run: (context) => recovery.restore(context),
}

export const notStarted = (start: Start, when: string): Failure | undefined =>
	start.state === 'failed'
		? {
				form: daemonDown(whyFailed(start)),
				words: `the daemon does not start ${when}: ${whyFailed(start)}`,
			}
		: undefined

/** Takes down what the server of resolv.conf said in a container and in the namespace. */
export function noteRecords(record: Recorder, answers: StubAnswers): void {
	for (const place of ['container', 'netns'] as const) {
		const answer = answers[place]
		record.observe(place, answer.kind === 'answered' ? [...answer.records] : answer.detail)
		const wrong = wrongRecord({ name: lab.serviceName, type: 'A' }, answer)
		const words = wrong && `the A record of ${lab.serviceName} (${place}): ${wrong.words}`
		record.way(place, wrong && { form: wrong.form, words: words! })
	}
}
