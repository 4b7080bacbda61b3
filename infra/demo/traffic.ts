import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { sageMakerRuntime } from '../../shared/adapters/clients.ts';

const ROWS_A_REQUEST = 5;

/** Sends the rows of a CSV file to an endpoint as callers would, a few at a time. Answers how many rows were answered. */
export const sendTraffic = async (endpoint: string, folder: string, file: string, inputs: number): Promise<number> => {
  const [, ...lines] = (await readFile(path.join(folder, file), 'utf8')).trim().split('\n');
  // A label behind the inputs is not part of a request.
  const rows = lines.map((line) => line.split(',').slice(0, inputs).join(','));
  let answered = 0;
  for (let start = 0; start < rows.length; start += ROWS_A_REQUEST) {
    const batch = rows.slice(start, start + ROWS_A_REQUEST);
    const { Body } = await sageMakerRuntime().send(
      new InvokeEndpointCommand({
        EndpointName: endpoint,
        ContentType: 'text/csv',
        Accept: 'text/csv',
        Body: Buffer.from(`${batch.join('\n')}\n`),
      }),
    );
    answered += Buffer.from(Body).toString('utf8').trim().split('\n').length;
  }
  return answered;
};
