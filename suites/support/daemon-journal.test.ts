import { expect, it } from 'vitest'
import { sinceLastStart } from './daemon-journal.ts'

it('a warning of an earlier start is not the running daemon’s', () => {
	const start = '+ [ -w /run/user/1000 ]\n+ exec dockerd'
	const warned = `${start}\nContinuing without enabling br_netfilter\nAPI listen\n`
	expect(sinceLastStart(`${warned}${start}\nAPI listen\n`)).not.toContain('Continuing')
	expect(sinceLastStart(`${start}\nAPI listen\n${warned}`)).toContain('Continuing')
})

it('a journal that names no start is all of one daemon', () => {
	expect(sinceLastStart('Continuing without enabling br_netfilter')).toContain('Continuing')
})
