import { expect, it } from 'vitest'
import { spawnSync } from 'node:child_process'
import { driverProcesses, withoutFrames } from './evidence.ts'
import { runningAs } from './testing/running-as.ts'

const frame = (stream: number, text: string): Buffer => {
	const header = Buffer.alloc(8)
	header[0] = stream
	header.writeUInt32BE(Buffer.byteLength(text), 4)
	return Buffer.concat([header, Buffer.from(text)])
}

it('a container’s log reads without the frames of the API', () => {
	const log = Buffer.concat([frame(2, 'listening on 80\n'), frame(1, 'grüße\n')])
	expect(withoutFrames(log)).toEqual(['listening on 80', 'grüße'])
})

it('a log that was cut off gives what there is', () => {
	expect(withoutFrames(frame(1, 'listening on 80\n').subarray(0, 12))).toEqual(['list'])
	expect(withoutFrames(Buffer.alloc(0))).toEqual([])
})

it('of a driver each thread is told, with what it waits for and its time, twice', () => {
	// This process in the driver's place, which is there on every machine.
	const script = driverProcesses.replace(/pids=.*/, `pids=${process.pid}`)
	const { stdout, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' })
	expect(stderr).toBe('')
	const main = new RegExp(
		`^.* ${process.pid}/${process.pid} state=[A-Z] user=\\d+ system=\\d+ wchan=\\S*`,
		'gm',
	)
	expect(stdout.match(main)).toHaveLength(2)
	expect(stdout).toMatch(new RegExp(`^.* ${process.pid} files=\\d+ VmRSS: +\\d+ kB`, 'm'))
})

it('a driver is told also where it brings its libraries, and so has a dot before its name', async () => {
	await using driver = await runningAs('.slirp4netns')
	const { stdout } = spawnSync('sh', ['-c', driverProcesses], { encoding: 'utf8' })
	expect(stdout).toMatch(new RegExp(`^\\.slirp4netns ${driver.pid}/${driver.pid} state=`, 'm'))
})
