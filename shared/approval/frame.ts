import { type Html, html } from './html.ts';

export interface Frame {
  readonly title: string;
  readonly signedInAs?: string;
  readonly body: Html;
}

export const frame = ({ title, signedInAs, body }: Frame): string =>
  html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title></head><body><header><div><b>Slipway</b><span class="quiet">${signedInAs}</span></div></header><main>${body}</main></body></html>`.toString();
