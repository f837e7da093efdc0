import { expect, it } from 'vitest'
import { withoutFrames } from './evidence.ts'

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
