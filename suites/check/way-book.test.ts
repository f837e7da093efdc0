import { expect, it } from 'vitest'
import { CheckFailed } from './outcome.ts'
import { WayBook } from './way-book.ts'

const book = () =>
	new WayBook({ daemon: ['daemon-refused'], 'host.lan': ['refused'], 'peer.lan': ['refused', 'timeout'] })
const refused = { form: { kind: 'refused' }, words: 'host found it refused' } as const

const thrownBy = (work: () => void): unknown => {
	try {
		work()
	} catch (error) {
		return error
	}
	return undefined
}

it('a way that failed keeps no other from being told, in the catalogue’s order', () => {
	const ways = book()
	ways.enter('peer.lan')
	ways.enter('host.lan', refused)
	const error = thrownBy(() => ways.settle())
	expect(error).toBeInstanceOf(CheckFailed)
	expect(error).toMatchObject({
		message: 'host.lan: host found it refused',
		ways: [
			{ way: 'host.lan', ok: false, form: { kind: 'refused' } },
			{ way: 'peer.lan', ok: true },
		],
	})
})

it('settles when nothing was wrong', () => {
	const ways = book()
	ways.enter('peer.lan')
	expect(() => ways.settle()).not.toThrow()
	expect(ways.outcomes()).toEqual([{ way: 'peer.lan', ok: true }])
})

it('does not settle when nothing was asked, unless there is nothing to ask', () => {
	expect(() => book().settle()).toThrow('asked none of its ways')
	expect(() => new WayBook({}).settle()).not.toThrow()
	// The daemon's way, which every check has, is asked of none: what records facts has nothing to ask.
	expect(() => new WayBook({ daemon: ['daemon-down'] }, {}).settle()).not.toThrow()
})

it('what the daemon refused in the middle of a check hides no way that failed before', () => {
	const ways = book()
	ways.enter('host.lan', refused)
	const form = { kind: 'daemon-refused', words: 'port in use' } as const
	const thrown = new CheckFailed('The daemon refused', [{ way: 'daemon', ok: false, form }])
	expect(ways.joined(thrown)).toMatchObject({
		message: 'host.lan: host found it refused\nThe daemon refused',
		ways: [
			{ way: 'host.lan', ok: false, form: { kind: 'refused' } },
			{ way: 'daemon', ok: false, form },
		],
	})
	const other = new TypeError('a mistake')
	expect(ways.joined(other)).toBe(other)
})

it('takes no way that the catalogue does not know, and none twice', () => {
	const ways = book()
	expect(() => ways.enter('moon')).toThrow(/knows no way "moon"/)
	ways.enter('peer.lan')
	expect(() => ways.enter('peer.lan')).toThrow(/asked twice/)
})

it('a form that the catalogue does not foresee is a failure, and no error', () => {
	const ways = book()
	const form = { kind: 'answered', by: 'netns' } as const
	ways.enter('host.lan', { form, words: 'somebody answers' })
	expect(thrownBy(() => ways.settle())).toMatchObject({ ways: [{ way: 'host.lan', ok: false, form }] })
})
