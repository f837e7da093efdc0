import { expect, it } from 'vitest'
import type { Vantage } from '../vantage/vantage.ts'
import { linesThatName, publicationTraces } from './traces.ts'

it('a port is found as a number of its own only', () => {
	const text = [
		'-A DOCKER ! -i docker0 -p sctp -m sctp --dport 8087 -j DNAT --to-destination 172.17.0.2:80',
		'LISTEN 0 4096 [::]:18087 [::]:*',
		'LISTEN 0 4096 *:80870 *:*',
		'  docker-proxy -host-port 8087 -proto sctp',
		'',
	].join('\n')
	expect(linesThatName(8087, text)).toEqual([
		'-A DOCKER ! -i docker0 -p sctp -m sctp --dport 8087 -j DNAT --to-destination 172.17.0.2:80',
		'docker-proxy -host-port 8087 -proto sctp',
	])
})

it('one look is read for several ports, since each of its programs takes an emulated guest part of a second', async () => {
	const ran: string[] = []
	const placeThatSays = (says: Readonly<Record<string, string>>) =>
		({
			name: 'a place',
			run: ([program = '']: readonly string[]) => {
				ran.push(program)
				return Promise.resolve({ code: 0, stdout: says[program] ?? '', stderr: '', ms: 1 })
			},
		}) as unknown as Vantage
	const tracesOf = await publicationTraces({
		host: placeThatSays({ ss: 'tcp LISTEN *:8080', ps: 'docker-proxy -host-port 8080\nsleep 8087' }),
		netns: placeThatSays({ 'iptables-save': '-A DOCKER --dport 8080 -j ACCEPT', ss: 'sctp LISTEN *:8087' }),
	})
	expect(tracesOf(8087)).toEqual({ rules: [], listeners: ['sctp LISTEN *:8087'], processes: [] })
	expect(tracesOf(8080)).toEqual({
		rules: ['-A DOCKER --dport 8080 -j ACCEPT'],
		listeners: ['tcp LISTEN *:8080'],
		processes: ['docker-proxy -host-port 8080'],
	})
	expect(ran.sort()).toEqual(['ip6tables-save', 'iptables-save', 'ps', 'ss', 'ss'])
})
