import { expect, it } from 'vitest'
import { catalogue } from './catalogue.ts'

/** Their bodies are run against a pasta that opens late: publish/absences.test.ts and isolation/isolation.test.ts. */
const afterPastasLook = [
	'publish.loopback-only-hidden',
	'publish.privileged-port',
	'isolation.host-network-container',
	'isolation.netns-loopback',
]

/** Ways that no look of pasta's opens: it looks for ports that are listened on in the VM and in RootlessKit's namespace. */
const openedByNoLook: Readonly<Record<string, string>> = {
	'publish.nic-address': 'it has no meaning with the implicit port driver',
	'isolation.build-host-loopback':
		'a RUN step has a namespace of its own, and the gateway is open from the start',
	'isolation.container-address': 'nobody listens on a container’s address but the container',
	'bridge.networks-isolated': 'the way does not leave RootlessKit’s namespace',
	'bridge.internal-no-egress': 'the way out needs no port that is listened on',
	'bridge.icc-blocked': 'the way does not leave RootlessKit’s namespace',
}

it('each check that proves an absence asks after pasta’s look, or by ways that no look opens', () => {
	const absences = catalogue.filter(({ ways }) =>
		Object.values(ways).some((kinds) => kinds.length === 1 && kinds[0] === 'answered'),
	)
	const ids = absences.map(({ id }) => id)
	expect(ids.sort()).toEqual([...afterPastasLook, ...Object.keys(openedByNoLook)].sort())
})
