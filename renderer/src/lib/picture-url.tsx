import { createContext, type ReactNode, useCallback, useContext } from 'react';

const PicturesPath = createContext('shots/');

/** Says below which path of the page's origin the pictures are. */
export function PicturesProvider(props: { readonly path: string; readonly children: ReactNode }) {
  return <PicturesPath value={props.path}>{props.children}</PicturesPath>;
}

/** Where the page finds a picture: the thumbnail (320 pixels wide, WebP) or the whole (PNG). */
export function usePictureUrl(): (sha256: string, size: 'thumbnail' | 'whole') => string {
  const path = useContext(PicturesPath);
  return useCallback((sha256, size) => `${path}${sha256}.${size === 'thumbnail' ? 'webp' : 'png'}`, [path]);
}
