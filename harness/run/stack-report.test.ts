import { describe, expect, test } from 'vitest'
import { assertAskedStack, parseStackReport, stackOf } from './stack-report.ts'

const report = `dockerd\trunning\t/opt/stacks/docker.io-26/bin/dockerd\tDocker version 26.1.5+dfsg1, build 411e817
containerd\trunning\t/opt/stacks/docker.io-26/bin/containerd\tcontainerd github.com/containerd/containerd 1.7.24~ds1 1.7.24~ds1-6+deb13u1
rootlesskit\trunning\t/opt/stacks/rootlesskit-2.0.2-2+b9/bin/rootlesskit\trootlesskit version 2.0.2
pasta\trunning\t/opt/stacks/passt-1/bin/passt.avx2\tpasta 0.0~git20250503.587980c-2+deb13u1
runc\tidle\t/opt/stacks/docker.io-26/bin/runc\trunc version 1.1.15+ds1
kernel\trunning\t/proc/version\t6.12.107+deb13-cloud-amd64
`
const running = { running: true }
const programs = parseStackReport(report)

test('the stack is what the programs say of themselves', () => {
	expect(stackOf(programs, [])).toEqual({
		dockerd: '26.1.5+dfsg1',
		containerd: '1.7.24~ds1',
		rootlesskit: '2.0.2',
		passt: '0.0~git20250503.587980c-2+deb13u1',
		runc: '1.1.15+ds1',
		kernelRelease: '6.12.107+deb13-cloud-amd64',
		origins: [],
	})
})

describe('a stack other than the one asked for is an error', () => {
	const dockerd = { program: 'dockerd', directory: 'docker.io-26', version: '26.1.5+dfsg1' }

	test('not when all is as asked', () =>
		expect(() => assertAskedStack(programs, [dockerd], running)).not.toThrow())

	test('another version', () => {
		expect(() => assertAskedStack(programs, [{ ...dockerd, version: '27.5.1' }], running)).toThrow(
			'Asked for 27.5.1, the daemon says 26.1.5+dfsg1.',
		)
		const rootlesskit = { program: 'rootlesskit', directory: 'rootlesskit-2.0.2-2+b9', version: '2.3.2' }
		expect(() => assertAskedStack(programs, [rootlesskit], running)).toThrow(
			'Asked for rootlesskit 2.3.2, it says 2.0.2.',
		)
	})
	test('a program from elsewhere in PATH', () => {
		expect(() => assertAskedStack(programs, [{ ...dockerd, directory: 'docker.io-28' }], running)).toThrow(
			'The dockerd in use is /opt/stacks/docker.io-26/bin/dockerd, not the one of docker.io-28.',
		)
	})
	test('a program that is not there', () => {
		expect(() => assertAskedStack(programs, [{ ...dockerd, program: 'slirp4netns' }], running)).toThrow(
			'no slirp4netns',
		)
	})
	test('a file that is no process while the daemon runs', () => {
		const runc = { program: 'runc', directory: 'docker.io-26', version: '1.1.15' }
		expect(() => assertAskedStack(programs, [runc], running)).toThrow('no runc process')
		expect(() => assertAskedStack(programs, [runc], { running: false })).not.toThrow()
	})
	test('but a passt that was built without its version is known by its path', () => {
		const old = parseStackReport('pasta\trunning\t/opt/stacks/passt-0/bin/passt\tpasta unknown version\n')
		expect(() =>
			assertAskedStack(old, [{ program: 'pasta', directory: 'passt-0', version: '0.0~git2023' }], running),
		).not.toThrow()
		expect(stackOf(old, []).passt).toBe('unknown version')
	})
})
