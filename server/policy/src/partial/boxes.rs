//! The combinations of cells, and the boxes that cover those that are allowed.

/// The product of several dimensions. Its points are numbered from 0.
pub struct Space {
    sizes: Vec<usize>,
}

/// Points of a space: in each dimension, some of its cells.
pub struct CellBox {
    /// For each dimension, whether each cell belongs to the box.
    pub chosen: Vec<Vec<bool>>,
    /// One of its points.
    pub example: Vec<usize>,
}

impl Space {
    /// A space with this many cells in each dimension.
    pub fn new(sizes: Vec<usize>) -> Self {
        Self { sizes }
    }

    /// The cells of a point.
    pub fn point(&self, mut number: usize) -> Vec<usize> {
        let cell = |size: &usize| {
            let cell = number % size;
            number /= size;
            cell
        };
        self.sizes.iter().map(cell).collect()
    }

    /// Boxes that together contain exactly the allowed points. Each is as large as possible.
    pub fn cover(&self, allowed: &[bool]) -> Vec<CellBox> {
        let mut open = allowed.to_vec();
        let mut boxes = Vec::new();
        while let Some(first) = open.iter().position(|open| *open) {
            let example = self.point(first);
            let mut chosen: Vec<Vec<bool>> =
                self.sizes.iter().zip(&example).map(|(size, cell)| (0..*size).map(|n| n == *cell).collect()).collect();
            for dimension in 0..self.sizes.len() {
                for cell in 0..self.sizes.get(dimension).copied().unwrap_or_default() {
                    let fits = self.within(&chosen, Some((dimension, cell))).all(|n| allowed.get(n) == Some(&true));
                    if let Some(place) = chosen.get_mut(dimension).and_then(|cells| cells.get_mut(cell)) {
                        *place |= fits;
                    }
                }
            }
            let covered: Vec<_> = self.within(&chosen, None).collect();
            for number in covered {
                if let Some(open) = open.get_mut(number) {
                    *open = false;
                }
            }
            boxes.push(CellBox { chosen, example });
        }
        boxes
    }

    /// The numbers of the points of a box, in one dimension only of the given cell.
    fn within<'a>(&'a self, chosen: &'a [Vec<bool>], only: Option<(usize, usize)>) -> impl Iterator<Item = usize> {
        let count: usize = self.sizes.iter().product();
        (0..count).filter(move |number| {
            self.point(*number).into_iter().enumerate().all(|(dimension, cell)| match only {
                Some((here, wanted)) if here == dimension => cell == wanted,
                _ => chosen.get(dimension).and_then(|cells| cells.get(cell)) == Some(&true),
            })
        })
    }
}
