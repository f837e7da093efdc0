import type { Guest } from '#vm'
import { expect, it } from 'vitest'
import { linkedResolvConf, withoutDefaultRoute } from './vm-change.ts'
import { noteRecords, notStarted } from './shared-recovery.ts'

const { signal } = new AbortController()

function fakeGuest(fails: boolean) {
	const scripts: string[] = []
	const check = async (argv: readonly string[]) => {
		scripts.push(argv.at(-1)!)
		if (fails && scripts.length === 1) throw new Error('read-only file system')
		return { stdout: '', stderr: '', code: 0, ms: 1 }
	}
	return { scripts, guest: { check } as unknown as Guest }
}

it.each([
	['resolv.conf', linkedResolvConf, /ln -s .*resolv\.conf/, /mv -T .*\/etc\/resolv\.conf/],
	['the default routes', withoutDefaultRoute, /route flush default/, /while read/],
])('%s: what was changed is undone, also where the change broke off', async (_, change, makes, undoes) => {
	const whole = fakeGuest(false)
	{
		await using _changed = await change(whole.guest, signal)
		expect(whole.scripts).toEqual([expect.stringMatching(makes)])
	}
	expect(whole.scripts[1]).toMatch(undoes)
	const broken = fakeGuest(true)
	await expect(change(broken.guest, signal)).rejects.toThrow('read-only')
	expect(broken.scripts[1]).toBe(whole.scripts[1])
})

it('a start that failed is told in the daemon’s last words', () => {
	expect(notStarted({ state: 'active', journal: '', ms: 1 }, 'again')).toBeUndefined()
	const failed = notStarted({ state: 'failed', journal: 'failed to start daemon: no route', ms: 1 }, 'again')
	expect(failed).toMatchObject({
		form: { kind: 'daemon-down', words: expect.stringContaining('no route') as string },
	})
})

it('names are right in one place and unanswered in the other', () => {
	const ways: Record<string, unknown> = {}
	const record = { observe: () => undefined, way: (name: string, failure?: object) => (ways[name] = failure) }
	noteRecords(record, {
		container: { kind: 'none', reason: 'timeout', detail: 'nothing came back' },
		netns: {
			kind: 'answered',
			id: 1,
			truncated: false,
			bytes: 60,
			records: ['203.0.113.10'],
			code: 0,
		} as never,
	})
	expect(ways).toMatchObject({ container: { form: { kind: 'timeout' } }, netns: undefined })
})
