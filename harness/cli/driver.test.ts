import { expect, it } from 'vitest'
import { HostError } from '#results'
import { fakeVmDriver } from '#vm/fake'
import type { DriverChoice } from '#vm'
import type { Services } from './context.ts'
import { cliInMemory as cli } from './testing/fake-ambient.ts'
import { runWith } from './testing/run-with.ts'

const run = ['run', '--preset', 'quick', '--runs-dir', '/nowhere']

/** What the run was to be made with. */
async function selected(flags: readonly string[], env: NodeJS.ProcessEnv = {}) {
	const asked: DriverChoice[] = []
	const chooseDriver: Services['chooseDriver'] = async (choice) => (asked.push(choice), fakeVmDriver())
	await cli([...run, ...flags], { runPlan: runWith('pass'), chooseDriver }, env)
	return asked
}

it('takes the driver that the flag names, else the environment, else any', async () => {
	expect(await selected([])).toEqual(['auto'])
	expect(await selected([], { ROOTLESS_MATRIX_DRIVER: 'lima' })).toEqual(['lima'])
	expect(await selected(['--driver', 'qemu'], { ROOTLESS_MATRIX_DRIVER: 'lima' })).toEqual(['qemu'])
})

it('reproduces with the driver that the flag names, in a run and in a watch', async () => {
	const named = fakeVmDriver()
	const asked: unknown[] = []
	const services: Partial<Services> = {
		chooseDriver: async (choice) => (asked.push(choice), named),
		runPlan: (request) => (asked.push(request.driver), runWith('pass')(request)),
		watchCell: ({ driver }) => (asked.push(driver), Promise.reject(new HostError('No VM.'))),
	}
	const repro = ['repro', '6.12', '--runs-dir', '/nowhere', '--driver', 'lima', '--checks', 'egress.tcp']
	await cli(repro, services)
	await cli([...repro, '--watch'], services)
	expect(asked).toEqual(['lima', named, 'lima', named])
})

it('refuses a driver that there is not, and says where it was named', async () => {
	const flag = await cli([...run, '--driver', 'vz'])
	expect([flag.code, flag.stderr]).toEqual([
		2,
		expect.stringContaining("--driver is one of auto, qemu, lima, not 'vz'"),
	])
	expect((await cli(run, {}, { ROOTLESS_MATRIX_DRIVER: 'x' })).stderr).toContain(
		'ROOTLESS_MATRIX_DRIVER is one',
	)
})

it('says what is missing before anything is downloaded', async () => {
	const { code, stderr } = await cli(run, {
		chooseDriver: () =>
			Promise.reject(
				new HostError('No VM can be started here. There is no limactl.', { hint: 'Install it.' }),
			),
	})
	expect(code).toBe(3)
	expect(stderr).toContain('There is no limactl.')
	expect(stderr).toContain('Install it.')
})

it('doctor shows what a driver has not, and removes what killed runs left', async () => {
	const driver = fakeVmDriver()
	const poor = { ...driver, capabilities: { ...driver.capabilities, snapshots: false, sandbox: false } }
	const services = { chooseDriver: async () => poor, sweepVms: async () => ['/tmp/rm-lima-1-abcdef'] }
	expect((await cli(['doctor', '--fix'], services)).stdout).toContain(
		'Removed what a killed harness left: /tmp/rm-lima-1-abcdef',
	)
	const { stdout } = await cli(['doctor', '--driver', 'lima'], services)
	expect(stdout.replace(/\s+/g, ' ')).toContain(
		'it has no snapshots: every cell boots; no sandbox around the program that runs the guest',
	)
})
