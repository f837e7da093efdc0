import { describe, expect, it } from 'vitest'
import { portSettings, rangeOf } from './publication.ts'

describe('publications as the API takes them', () => {
	it('are all addresses, TCP and the probe server’s port unless they say otherwise', () => {
		expect(portSettings([{ hostPort: 8080 }])).toEqual({
			exposed: { '80/tcp': {} },
			bindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] },
		})
	})

	it('keep all bindings of one port of the container', () => {
		const two = [{ hostPort: 8080 }, { hostIp: '127.0.0.1', hostPort: 8081 }]
		expect(portSettings(two).bindings['80/tcp']).toEqual([
			{ HostIp: '', HostPort: '8080' },
			{ HostIp: '127.0.0.1', HostPort: '8081' },
		])
	})
})

it('a range pairs its ports in order, for each protocol', () => {
	expect(rangeOf({ hostPort: 8100, containerPort: 9100, size: 2 }, ['tcp', 'udp'])).toEqual([
		{ hostPort: 8100, containerPort: 9100, protocol: 'tcp' },
		{ hostPort: 8101, containerPort: 9101, protocol: 'tcp' },
		{ hostPort: 8100, containerPort: 9100, protocol: 'udp' },
		{ hostPort: 8101, containerPort: 9101, protocol: 'udp' },
	])
})
