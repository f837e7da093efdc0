import type { CellFacts, SuiteEvent } from '#suites'
import { askDaemon } from './ask.ts'

/** Asks each check once. One that cannot be asked is an `error`, as it is in the product's suites. */
export async function askChecks(
	{ dockerSocket }: CellFacts,
	checks: readonly string[],
	report: (event: SuiteEvent) => Promise<void>,
): Promise<void> {
	for (const check of checks) {
		await report({ type: 'check.started', check })
		await report({ type: 'check.ended', check, ms: 1, ...(await outcomeOf(dockerSocket, check)) })
	}
}

async function outcomeOf(socket: string, check: string) {
	try {
		const { pass } = await askDaemon(socket, `/checks/${check}`)
		if (typeof pass !== 'boolean') throw new Error('the daemon gave no answer')
		if (pass) return { outcome: 'pass' } as const
		const ways = [{ way: 'peer', ok: false as const, form: { kind: 'timeout' as const } }]
		return { outcome: 'fail', message: 'nobody answered', ways } as const
	} catch (error) {
		return { outcome: 'error', message: String(error) } as const
	}
}
