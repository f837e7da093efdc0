import { expect, it } from 'vitest'
import { linesThatName } from './traces.ts'

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
