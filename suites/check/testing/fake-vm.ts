import type { Guest } from '#vm'
import type { Fixtures } from '../../fixtures/fixtures.ts'
import { toldAtOnce } from '../../vantage/grace-period.ts'
import { type Enter, contextOf } from '../check-context.ts'
import { ran } from './fake-check.ts'

/** A VM in which `start NAME` and `stop NAME` are all there is to servers, and a dump of any place shows those that run. */
export function fakeVm() {
	const servers = new Set<string>()
	const commands: string[] = []
	const exec = async (argv: string | readonly string[]) => {
		const words = [argv].flat()
		const [verb = '', name = ''] = words
		commands.push(words.join(' '))
		if (verb === 'start') servers.add(name)
		if (verb === 'stop') servers.delete(name)
		// The first process of RootlessKit's child.
		if (verb === 'find') return ran('4711\n')
		if (words.some((word) => word.endsWith('/dump-network'))) return ran(`runs: ${[...servers].join(' ')}\n`)
		return ran(words.some((word) => word.endsWith('/journal')) ? '-- No entries --\n' : '')
	}
	const guest = { exec, check: exec, lost: new AbortController().signal } as unknown as Guest
	const enter: Enter = async (facts, signal, around) =>
		contextOf({ guest, fixtures: {} as Fixtures, gracePeriod: toldAtOnce }, { facts, signal, around })
	return { commands, enter }
}
