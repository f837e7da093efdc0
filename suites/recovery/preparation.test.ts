import { expect, it } from 'vitest'
import { preparedDockerd } from '#vm/guest/commands'
import { preparedDropIn } from './preparation.ts'

it('a prepared start is tried once, with what is to be in the namespace before dockerd', () => {
	const sysctls = { 'net.bridge.bridge-nf-call-iptables': '0' }
	const dropIn = preparedDropIn({ falseBridges: ['docker0', 'rm-other'], sysctls })
	expect(dropIn.replace(preparedDockerd, 'PREPARED')).toMatchInlineSnapshot(`
		"[Unit]
		StartLimitIntervalSec=0
		[Service]
		Restart=no
		Environment=DOCKERD=PREPARED
		Environment="ROOTLESS_MATRIX_FALSE_BRIDGES=docker0 rm-other"
		Environment="ROOTLESS_MATRIX_SYSCTLS=net.bridge.bridge-nf-call-iptables=0"
		"
	`)
})

it('another dockerd on other data is started in the unit’s own PATH, behind its own programs', () => {
	const dropIn = preparedDropIn({ dataRoot: '/home/rootless/data', programs: '/opt/stacks/.earlier/bin' })
	expect(dropIn.split('\n').filter((line) => line.startsWith('ExecStart'))).toEqual([
		'ExecStart=',
		"ExecStart=/bin/sh -c 'export PATH=/opt/stacks/.earlier/bin:$$PATH; exec dockerd-rootless.sh --data-root=/home/rootless/data'",
	])
	expect(preparedDropIn({ dataRoot: '/home/rootless/data' })).toContain("sh -c 'exec dockerd-rootless.sh")
	expect(preparedDropIn({})).not.toContain('ExecStart')
})

it('what is not asked for is empty, whatever an earlier preparation said', () => {
	expect(preparedDropIn({})).toContain('Environment="ROOTLESS_MATRIX_SYSCTLS="')
})
